/** The part of a run's configuration that is specifications: names with options, of a model, a method and the like. */
import { type AugmentationText, parseAugmentations } from "../data/augment/mod.ts";
import type { DatasetText } from "../data/mod.ts";
import type { MethodText } from "../method/mod.ts";
import type { ModelText } from "../model/mod.ts";
import { asSpecs, parseSpec, type RuntimeText, type Spec } from "../spec.ts";
import type { LearningRateScheduleText } from "../train/learning_rate.ts";
import type { OptimizerText } from "../train/optimizer.ts";

/** Specifications as strings, as `config.json` stores them. */
export interface SpecsConfig {
  readonly dataset: string;
  readonly model: string;
  /** One method, or several joined by "+". */
  readonly method: string;
  readonly optimizer: string;
  readonly learningRateSchedule: string;
  /** Augmentations in order, such as ["flip", "crop"]; none as published. */
  readonly augment: readonly string[];
}

/** The same as written in code: editors complete the names, and an unknown one does not type-check. */
export interface GivenSpecs<T extends string = never> {
  readonly dataset?: DatasetText | RuntimeText<T>;
  readonly model?: ModelText | RuntimeText<T>;
  readonly method?: MethodText | RuntimeText<T>;
  readonly optimizer?: OptimizerText | RuntimeText<T>;
  readonly learningRateSchedule?: LearningRateScheduleText | RuntimeText<T>;
  readonly augment?: readonly (AugmentationText | RuntimeText<T>)[];
}

/** The parsed specifications of a configuration. */
export interface Specs extends Readonly<Record<Exclude<keyof SpecsConfig, "method" | "augment">, Spec>> {
  readonly method: readonly Spec[];
  readonly augment: readonly Spec[];
}

/**
 * Parses the specifications of a configuration, once for everything that uses them.
 *
 * @throws {UsageError} on one that cannot be read; names and options are checked by the registries
 *
 * @example
 * ```ts
 * import { DEFAULT_CONFIG } from "./config.ts";
 * import { specsOf } from "./specs.ts";
 *
 * const { model, method } = specsOf({ ...DEFAULT_CONFIG, model: "resnet18:width=16", method: "cbm+cutmix" });
 * console.assert(model.options.width === "16" && method.length === 2);
 * ```
 */
export const specsOf = (config: SpecsConfig): Specs => ({
  dataset: parseSpec(config.dataset),
  model: parseSpec(config.model),
  method: asSpecs(config.method),
  optimizer: parseSpec(config.optimizer),
  learningRateSchedule: parseSpec(config.learningRateSchedule),
  augment: parseAugmentations(config.augment),
});
