/** The networks, classifiers and detectors: name → network. A new network is a file and one line here. */
import type { NetworkKind } from "../batch.ts";
import { listNames, UsageError } from "../errors.ts";
import { findExtension, isExtension, loadedExtension } from "../extension.ts";
import { type OptionValues, readOptions, spellOptions } from "../options.ts";
import type { RandomStream } from "../random.ts";
import { parseSpec } from "../spec.ts";
import { cvt13Entry, cvtEntry } from "./cvt.ts";
import type { DefaultRecipe } from "./default_recipe.ts";
import type { ModelDefinition, ModelFactory } from "./define.ts";
import { resnet18Entry } from "./resnet.ts";
import { resnet18ImageNetEntry, wideResnet50Entry } from "./resnet_imagenet.ts";
import type { Detector, Model, Network } from "./types.ts";
import { wideResnetEntry } from "./wide_resnet.ts";
import { yolov5Entry, yolov5nEntry, yolov5sEntry } from "./yolov5.ts";

/** Every network, by name. */
export const models: readonly ModelDefinition[] = [
  resnet18Entry,
  wideResnetEntry,
  cvt13Entry,
  cvtEntry,
  resnet18ImageNetEntry,
  wideResnet50Entry,
  yolov5nEntry,
  yolov5sEntry,
  yolov5Entry,
];

/** Finds the entry of a specification; undefined if the name is unknown, or its code was not loaded. */
const entryOf = (text: string): ModelDefinition | undefined => {
  const { name } = parseSpec(text);
  if (!isExtension(name)) return models.find((entry) => entry.name === name);
  return loadedExtension(name) && findExtension<ModelDefinition>(name, "model");
};

const namesOf = (kind: NetworkKind): string =>
  listNames(models.filter((entry) => entry.kind === kind).map(({ name }) => name));

/** Finds the entry of a specification, and reads its options. */
function findModel(
  text: string,
): { entry: ModelDefinition; options: OptionValues<ModelDefinition["options"]> } {
  const spec = parseSpec(text);
  const entry = isExtension(spec.name) ? findExtension<ModelDefinition>(spec.name, "model") : entryOf(text);
  if (entry === undefined) {
    throw new UsageError(
      `Unknown model "${spec.name}": choose one of the classifiers ${namesOf("classifier")}, ` +
        `of the detectors ${namesOf("detector")}, or a file of your own, ./NAME.ts`,
    );
  }
  return { entry, options: readOptions(entry.options, spec) };
}

/**
 * Reads a network's specification, without starting a backend.
 *
 * @param text such as `"resnet18:width=16"` or `"yolov5n"`
 * @returns a function that makes the network once the number of classes is known
 * @throws {UsageError} on an unknown network or option
 */
export function modelFactory(text: string): ModelFactory {
  const { entry, options } = findModel(text);
  return entry.create(options);
}

/**
 * Spells out every option of a network's specification.
 *
 * @throws {UsageError} on an unknown network or option
 *
 * @example
 * ```ts
 * import { completeModel } from "./mod.ts";
 *
 * console.assert(completeModel("resnet18") === "resnet18:width=64");
 * console.assert(completeModel("yolov5:width=0.5") === "yolov5:depth=0.33,width=0.5");
 * ```
 */
export function completeModel(text: string): string {
  const { entry, options } = findModel(text);
  return entry.spell?.(options) ?? spellOptions(parseSpec(text).name, options);
}

/** Returns a network's default recipe; undefined if no network has this name. */
export const defaultRecipeOf = (text: string): DefaultRecipe | undefined => entryOf(text)?.defaultRecipe;

/** Returns the kind of network that a specification names; an unknown one counts as a classifier. */
export const kindOf = (text: string): NetworkKind => entryOf(text)?.kind ?? "classifier";

/** Tells whether a network finds objects. */
export const findsObjects = (network: Network): network is Detector => "anchors" in network;

/** Refuses a network of the other kind. */
function checkKind(text: string, wanted: NetworkKind): void {
  const { entry: { name, kind } } = findModel(text);
  if (kind === wanted) return;
  throw new UsageError(`"${name}" is a ${kind}, but a ${wanted} is needed: choose one of ${namesOf(wanted)}`);
}

/**
 * Makes the classifier that a specification names, with fresh weights.
 *
 * @param text such as `"resnet18:width=16"`
 * @param classes the number of logits
 * @param random the stream of the initial weights
 * @throws {UsageError} on an unknown network or option, or a detector
 */
export function createModel(text: string, classes: number, random: RandomStream): Model {
  checkKind(text, "classifier");
  return modelFactory(text)(classes, random) as Model;
}

/**
 * Makes the detector that a specification names, with fresh weights.
 *
 * @param text such as `"yolov5n"` or `"yolov5:depth=0.33,width=0.125"`
 * @param classes the number of kinds of objects
 * @param random the stream of the initial weights
 * @throws {UsageError} on an unknown network or option, or a classifier
 */
export function createDetector(text: string, classes: number, random: RandomStream): Detector {
  checkKind(text, "detector");
  return modelFactory(text)(classes, random) as Detector;
}

export type {
  AnyModel,
  Detector,
  ForwardOptions,
  Layout,
  Model,
  Network,
  Output,
  StateEntry,
} from "./types.ts";
export { defineModel, type ModelDefinition, type ModelFactory } from "./define.ts";
export type { DefaultRecipe } from "./default_recipe.ts";
export { resnet18, type ResNet18Options } from "./resnet.ts";
export { cvt, type CvtOptions } from "./cvt.ts";
export { type ImageNetOptions, resnet18ImageNet, wideResnet50 } from "./resnet_imagenet.ts";
export { wideResnet, type WideResNetOptions } from "./wide_resnet.ts";
