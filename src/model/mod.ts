/** The models: name → network. A new one is a file and a line here. */
import { listNames, UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { checkOptions, numberOption, parseSpec, type Spec } from "../spec.ts";
import { resnet18 } from "./resnet.ts";
import type { Model } from "./types.ts";

/** An entry of the registry of models. */
export interface ModelEntry {
  readonly name: string;
  /** One line for `cbm models`. */
  readonly summary: string;
  /** The options behind the name, each with one line. */
  readonly options: Readonly<Record<string, string>>;
  /** Reads the options; what it returns makes the network. */
  create(spec: Spec): ModelFactory;
  /** The specification with every option spelled out. */
  complete(spec: Spec): string;
}

/** Makes a network with so many logits and fresh weights from a stream. */
export type ModelFactory = (classes: number, random: RandomStream) => Model;

/** Every model, by name. */
export const models: readonly ModelEntry[] = [
  {
    name: "resnet18",
    summary: "ResNet-18 in its CIFAR form: 3×3 stem, no max-pooling",
    options: { width: "channels of the first stage, 64 by default as published" },
    create: (spec) => {
      const width = numberOption(spec, "width", 64, { min: 1, max: 1024, integer: true });
      return (classes, random) => resnet18({ classes, random, width });
    },
    complete: (spec) => `resnet18:width=${spec.options.width ?? 64}`,
  },
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

function findModel(text: string): { entry: ModelEntry; spec: Spec } {
  const spec = parseSpec(text);
  const entry = models.find(({ name }) => name === spec.name);
  if (entry === undefined) {
    throw new UsageError(
      `Unknown model "${spec.name}": there is ${listNames(models.map(({ name }) => name))}`,
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

export type { Detector, ForwardOptions, Layout, Model, Network, Precision, StateEntry } from "./types.ts";
export { resnet18, type ResNet18Options } from "./resnet.ts";
