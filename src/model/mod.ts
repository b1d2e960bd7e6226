/** The models: name → network. A new one is a file and a line here. */
import { listNames, UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { checkOptions, parseSpec, type Spec } from "../spec.ts";
import { cvt13Entry, cvtEntry } from "./cvt.ts";
import { detectors, isDetector } from "./detectors.ts";
import type { ModelEntry, ModelFactory } from "./entry.ts";
import { resnet18Entry } from "./resnet.ts";
import { resnet18ImageNetEntry, wideResnet50Entry } from "./resnet_imagenet.ts";
import type { Model } from "./types.ts";
import { wideResnetEntry } from "./wide_resnet.ts";

/** Every model, by name. */
export const models: readonly ModelEntry[] = [
  resnet18Entry,
  wideResnetEntry,
  cvt13Entry,
  cvtEntry,
  resnet18ImageNetEntry,
  wideResnet50Entry,
];

/**
 * Reads a model's specification, before there is anything to compute with.
 *
 * @param text such as `"resnet18:width=16"`
 * @returns what makes the model once the classes are known
 * @throws {UsageError} on an unknown model or option
 */
export function modelFactory(text: string): ModelFactory {
  const { entry, spec } = findModel(text);
  return entry.create(spec);
}

/** Spells out every option of a model's specification: `"resnet18"` → `"resnet18:width=64"`. */
export function completeModel(text: string): string {
  const { entry, spec } = findModel(text);
  return entry.complete(spec);
}

/** All names, for an error. */
export const knownModels = (): string =>
  `classifiers are ${listNames(models.map(({ name }) => name))}, ` +
  `detectors ${listNames(detectors.map(({ name }) => name))}`;

function findModel(text: string): { entry: ModelEntry; spec: Spec } {
  const spec = parseSpec(text);
  const entry = models.find(({ name }) => name === spec.name);
  if (entry === undefined) {
    throw new UsageError(
      isDetector(text)
        ? `"${spec.name}" is a detector, and a classifier is needed: ${knownModels()}`
        : `Unknown model "${spec.name}": ${knownModels()}`,
    );
  }
  checkOptions(spec, Object.keys(entry.options));
  return { entry, spec };
}

/**
 * Makes the model that a specification names, with fresh weights.
 *
 * @param text such as `"resnet18:width=16"`
 * @param classes how many logits
 * @param random the stream of the initial weights
 * @throws {UsageError} on an unknown model or option
 */
export function createModel(text: string, classes: number, random: RandomStream): Model {
  return modelFactory(text)(classes, random);
}

export type {
  AnyModel,
  Detector,
  ForwardOptions,
  Layout,
  Model,
  Network,
  NetworkKind,
  Output,
  StateEntry,
} from "./types.ts";
export type { ModelEntry, ModelFactory } from "./entry.ts";
export type { DefaultRecipe } from "./default_recipe.ts";
export { resnet18, type ResNet18Options } from "./resnet.ts";
export { cvt, type CvtOptions } from "./cvt.ts";
export { type ImageNetOptions, resnet18ImageNet, wideResnet50 } from "./resnet_imagenet.ts";
export { wideResnet, type WideResNetOptions } from "./wide_resnet.ts";
