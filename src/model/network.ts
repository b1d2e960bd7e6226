/** Any network by its name: a classifier of mod.ts or a detector of detectors.ts. */
import type { NetworkKind } from "../batch.ts";
import type { RandomStream } from "../random.ts";
import { parseSpec } from "../spec.ts";
import type { DefaultRecipe } from "./default_recipe.ts";
import { completeDetector, detectorFactory, detectors, isDetector } from "./detectors.ts";
import { completeModel, modelFactory, models } from "./mod.ts";
import type { AnyModel, Detector, Network } from "./types.ts";

/** Makes a network of so many classes with fresh weights from a stream. */
export type NetworkFactory = (classes: number, random: RandomStream) => AnyModel;

/**
 * Reads a network's specification, before there is anything to compute with.
 *
 * @param text such as `"resnet18:width=16"` or `"yolov5n"`
 * @returns what makes the network once the classes are known
 * @throws {UsageError} on an unknown network or option
 */
export function networkFactory(text: string): NetworkFactory {
  return isDetector(text) ? detectorFactory(text) : modelFactory(text);
}

/**
 * Spells out every option of a network's specification.
 *
 * @throws {UsageError} on an unknown network or option
 *
 * @example
 * ```ts
 * import { completeNetwork } from "./network.ts";
 *
 * console.assert(completeNetwork("resnet18") === "resnet18:width=64");
 * console.assert(completeNetwork("yolov5:width=0.5") === "yolov5:depth=0.33,width=0.5");
 * ```
 */
export function completeNetwork(text: string): string {
  return isDetector(text) ? completeDetector(text) : completeModel(text);
}

/** How the network that a specification names is trained by default; undefined where none has this name. */
export function defaultRecipeOf(text: string): DefaultRecipe | undefined {
  const { name } = parseSpec(text);
  return [...models, ...detectors].find((entry) => entry.name === name)?.defaultRecipe;
}

/** The kind of network that a specification names. */
export const kindOf = (text: string): NetworkKind => isDetector(text) ? "detector" : "classifier";

/** Whether a network finds objects. */
export const findsObjects = (network: Network): network is Detector => "anchors" in network;
