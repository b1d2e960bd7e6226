/**
 * The overhead of Curriculum by Masking: salience once per image, a mask per image and epoch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { normalizeAndMask } from "../backend/ops/mod.ts";
import { patchCount } from "../masking/count.ts";
import { drawBatch } from "../masking/draw.ts";
import { type RandomStream, randomStream } from "../random.ts";
import { computeSalience } from "../salience/compute.ts";
import { median } from "./median.ts";

/**
 * Patches per side, and the largest ratio of the recommended schedule, which hides six of sixteen patches.
 */
const PATCHES = 4, RATIO = 0.4;

/** The cost of masking at one image size; times are medians. */
export interface MaskingCost {
  /** Pixels per side. */
  readonly size: number;
  readonly batch: number;
  /** Spent once per image, on one thread. */
  readonly salience_seconds_per_image: number;
  /** Spent once per image of a set, with as many threads as pay off. */
  readonly salience_seconds_per_image_all_cores: number;
  /** Spent on the draw, per image and epoch. */
  readonly draw_seconds_per_image: number;
  /** Spent from bytes to the network's input, without and with a mask, per image and epoch. */
  readonly normalize_seconds_per_image: number;
  readonly normalize_and_mask_seconds_per_image: number;
  /** Kept per image for the whole training: a float32 per patch. */
  readonly salience_bytes_per_image: number;
  /** Held during a step in addition to the batch: a flag per patch of each image. */
  readonly mask_bytes_per_step: number;
}

/** Computes the seconds that masking adds to a step, per image. */
export const maskSeconds = (cost: MaskingCost): number =>
  cost.draw_seconds_per_image + cost.normalize_and_mask_seconds_per_image - cost.normalize_seconds_per_image;

/** Measures the median seconds of some runs, after one to warm up. */
async function timed(runs: number, work: () => unknown): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    await work();
    if (run > 0) seconds.push((performance.now() - start) / 1000);
  }
  return median(seconds);
}

const randomBytes = (count: number, random: RandomStream) =>
  Uint8Array.from({ length: count }, () => random.uint32() >>> 24);

/**
 * Measures the cost of masking on the running backend.
 *
 * @param size pixels per side, a multiple of 4
 * @param batch images per step
 * @returns times per image, measured on random images; the content does not matter
 */
export async function measureMasking(size: number, batch: number): Promise<MaskingCost> {
  const random = randomStream(0, "overhead"), shape = { height: size, width: size };
  const images = randomBytes(batch * size * size * 3, random);
  const one = await timed(5, () => computeSalience(images, shape, { patches: PATCHES, workers: 1 }));
  // Workers pay off only for many images: enough for some seconds of work on one thread, but at most 512 MiB.
  const copies = Math.max(1, Math.min(Math.ceil(2 / one), Math.floor(2 ** 29 / images.length)));
  const many = new Uint8Array(copies * images.length);
  for (let k = 0; k < copies; k++) many.set(images, k * images.length);
  const all = await timed(1, () => computeSalience(many, shape, { patches: PATCHES }));

  const probabilities = await computeSalience(images, shape, { patches: PATCHES, workers: 1 });
  const drawing = { patches: PATCHES, count: patchCount(RATIO, PATCHES), random };
  const draw = await timed(20, () => drawBatch(probabilities, drawing));
  const kept = drawBatch(probabilities, drawing);
  const normalize = (mask?: { kept: Uint8Array; patches: number }) =>
    timed(20, () => tf.dispose(normalizeAndMask(images, [batch, size, size, 3], { mask })));
  return {
    size,
    batch,
    salience_seconds_per_image: one / batch,
    salience_seconds_per_image_all_cores: all / (copies * batch),
    draw_seconds_per_image: draw / batch,
    normalize_seconds_per_image: await normalize() / batch,
    normalize_and_mask_seconds_per_image: await normalize({ kept, patches: PATCHES }) / batch,
    salience_bytes_per_image: 4 * PATCHES ** 2,
    mask_bytes_per_step: batch * PATCHES ** 2,
  };
}

/** Published data sets that are too large to train on here. */
export const LARGE_SETS = [
  { name: "ImageNet-1k", images: 1_281_167 },
  { name: "ImageNet-21k", images: 14_197_122 },
] as const;

/** The estimated cost of masking a whole data set. */
export interface Extrapolation {
  /** Spent once, on one thread. */
  readonly salience_seconds: number;
  readonly mask_seconds_per_epoch: number;
  /** Kept for the whole training. */
  readonly salience_bytes: number;
  /** The calculation in words. */
  readonly arithmetic: readonly string[];
}

/**
 * Estimates the cost of masking a whole data set.
 *
 * @param cost the cost per image
 * @param images the number of images in the set
 */
export function extrapolate(cost: MaskingCost, images: number): Extrapolation {
  const micro = (seconds: number) => `${(seconds * 1e6).toFixed(1)} µs`;
  const count = images.toLocaleString("en");
  const salience = images * cost.salience_seconds_per_image, masks = images * maskSeconds(cost);
  const bytes = images * cost.salience_bytes_per_image;
  return {
    salience_seconds: salience,
    mask_seconds_per_epoch: masks,
    salience_bytes: bytes,
    arithmetic: [
      `salience once: ${count} × ${micro(cost.salience_seconds_per_image)} = ${
        duration(salience)
      } on one thread`,
      `masks per epoch: ${count} × ${micro(maskSeconds(cost))} = ${duration(masks)}`,
      `kept: ${count} × ${cost.salience_bytes_per_image} B = ${(bytes / 2 ** 20).toFixed(0)} MiB`,
    ],
  };
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
