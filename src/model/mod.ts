/** The networks, classifiers and detectors: name → network. A new network is a file and one line here. */
import type { NetworkKind } from "../batch.ts";
import { listNames, UsageError } from "../errors.ts";
import { closestName } from "../suggest.ts";
import { findExtension, isExtension, loadedExtension } from "../extension.ts";
import { type OptionValues, readOptions, spellOptions } from "../options.ts";
import type { RandomStream } from "../random.ts";
import { asSpec, type RuntimeText, type Spec, type SpecText } from "../spec.ts";
import { cvt13Entry, cvtEntry } from "./cvt.ts";
import type { DefaultRecipe } from "./default_recipe.ts";
import type { ModelDefinition, ModelFactory } from "./define.ts";
import { resnet18Entry } from "./resnet.ts";
import { resnet18ImageNetEntry, wideResnet50Entry } from "./resnet_imagenet.ts";
import type { Detector, Model, Network } from "./types.ts";
import { wideResnetEntry } from "./wide_resnet.ts";
import { yolov5Entry, yolov5nEntry, yolov5sEntry } from "./yolov5.ts";

/** A new network is a file, its name here, and one line below. */
type ClassifierName = "resnet18" | "wide_resnet" | "cvt13" | "cvt" | "resnet18_imagenet" | "wide_resnet50_2";
const classifiers: Readonly<Record<ClassifierName, ModelDefinition>> = {
  resnet18: resnet18Entry,
  wide_resnet: wideResnetEntry,
  cvt13: cvt13Entry,
  cvt: cvtEntry,
  resnet18_imagenet: resnet18ImageNetEntry,
  wide_resnet50_2: wideResnet50Entry,
};
/** The same for detectors. */
type DetectorName = "yolov5n" | "yolov5s" | "yolov5";
const detectors: Readonly<Record<DetectorName, ModelDefinition>> = {
  yolov5n: yolov5nEntry,
  yolov5s: yolov5sEntry,
  yolov5: yolov5Entry,
};

/** A classifier with its options: `"resnet18:width=16"`, `"./mine.ts"`. */
export type ClassifierText = SpecText<ClassifierName>;
/** A detector with its options: `"yolov5n"`, `"yolov5:depth=0.33,width=0.125"`, `"./mine.ts"`. */
export type DetectorText = SpecText<DetectorName>;
/** A network with its options. */
export type ModelText = ClassifierText | DetectorText;

/** Every network. */
export const models: readonly ModelDefinition[] = Object.values({
  ...classifiers,
  ...detectors,
});

/** Finds the entry of a specification; undefined if the name is unknown, or its code was not loaded. */
const entryOf = (model: string | Spec): ModelDefinition | undefined => {
  const { name } = asSpec(model);
  if (!isExtension(name)) return models.find((entry) => entry.name === name);
  return loadedExtension(name) && findExtension<ModelDefinition>(name, "model");
};

const namesOf = (kind: NetworkKind): string =>
  listNames(models.filter((entry) => entry.kind === kind).map(({ name }) => name));

/** Finds the entry of a specification, and reads its options. */
function findModel(
  model: string | Spec,
): { entry: ModelDefinition; name: string; options: OptionValues<ModelDefinition["options"]> } {
  const spec = asSpec(model), { name } = spec;
  const entry = isExtension(name) ? findExtension<ModelDefinition>(name, "model") : entryOf(spec);
  if (entry === undefined) {
    const close = closestName(name, models.map((model) => model.name));
    throw new UsageError(
      `Unknown model "${name}": ${
        close === undefined ? "c" : `did you mean "${close}"? C`
      }hoose one of the classifiers ` +
        `${namesOf("classifier")}, ` +
        `of the detectors ${namesOf("detector")}, or a file of your own, ./NAME.ts`,
    );
  }
  return { entry, name, options: readOptions(entry.options, spec) };
}

/**
 * Reads a network's specification, without starting a backend.
 *
 * @param model such as `"resnet18:width=16"` or `"yolov5n"`, as a text or parsed
 * @returns a function that makes the network once the number of classes is known
 * @throws {UsageError} on an unknown network or option
 */
export function modelFactory<T extends string = never>(
  model: ModelText | RuntimeText<T> | Spec,
): ModelFactory {
  const { entry, options } = findModel(model);
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
export function completeModel(model: string | Spec): string {
  const { entry, name, options } = findModel(model);
  return entry.spell?.(options) ?? spellOptions(name, options);
}

/** Returns a network's default recipe; undefined if no network has this name. */
export const defaultRecipeOf = (model: string | Spec): DefaultRecipe | undefined =>
  entryOf(model)?.defaultRecipe;

/** Returns the kind of network that a specification names; an unknown one counts as a classifier. */
export const kindOf = (model: string | Spec): NetworkKind => entryOf(model)?.kind ?? "classifier";

/** Tells whether a network finds objects. */
export const findsObjects = (network: Network): network is Detector => "anchors" in network;

/** Returns a network's factory, and refuses a network of the other kind. */
function factoryOf(model: string | Spec, wanted: NetworkKind): ModelFactory {
  const { entry, options } = findModel(model), { name, kind } = entry;
  if (kind === wanted) return entry.create(options);
  throw new UsageError(`"${name}" is a ${kind}, but a ${wanted} is needed: choose one of ${namesOf(wanted)}`);
}

/**
 * Makes the classifier that a specification names, with fresh weights.
 *
 * @param model such as `"resnet18:width=16"`, as a text or parsed
 * @param classes the number of logits
 * @param random the stream of the initial weights
 * @throws {UsageError} on an unknown network or option, or a detector
 */
export function createModel<T extends string = never>(
  model: ClassifierText | RuntimeText<T> | Spec,
  classes: number,
  random: RandomStream,
): Model {
  return factoryOf(model, "classifier")(classes, random) as Model;
}

/**
 * Makes the detector that a specification names, with fresh weights.
 *
 * @param model such as `"yolov5n"` or `"yolov5:depth=0.33,width=0.125"`, as a text or parsed
 * @param classes the number of kinds of objects
 * @param random the stream of the initial weights
 * @throws {UsageError} on an unknown network or option, or a classifier
 */
export function createDetector<T extends string = never>(
  model: DetectorText | RuntimeText<T> | Spec,
  classes: number,
  random: RandomStream,
): Detector {
  return factoryOf(model, "detector")(classes, random) as Detector;
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
