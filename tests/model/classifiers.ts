/** Helpers for the tests of models. */
import * as tf from "@tensorflow/tfjs-core";
import { createModel, type Model } from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";

/** A model with fresh weights of a seed. */
export const make = (text: string, classes = 10, seed = 1): Model =>
  createModel(text, classes, randomStream(seed, "weights"));

/** Makes pseudo-random images in [-1, 1), the same on every machine. */
export function images(batch: number, size: number): tf.Tensor4D {
  const random = randomStream(2, "images"), count = batch * size * size * 3;
  const values = Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
  return tf.tensor4d(values, [batch, size, size, 3]);
}

/** The models of the paper and torchvision's, small enough for a test. */
export const SMALL = [
  "resnet18:width=4",
  "wide_resnet:depth=10,widen=1",
  "cvt:dims=8-16-32,depth=1-1-2,heads=1-2-4",
] as const;
