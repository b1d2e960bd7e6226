/**
 * The configuration of one run: everything that its numbers depend on, and nothing else.
 *
 * @module
 */
import type { Precision } from "../backend/precision.ts";
import { listNames, UsageError } from "../errors.ts";
import { readableSpec } from "../extension.ts";
import { explainFileError } from "../io/file_errors.ts";
import { sha256Hex } from "../io/hash.ts";
import { parseJson } from "../io/json.ts";
import { SGD_ON_CIFAR, YOLOV5_FROM_SCRATCH } from "../model/default_recipe.ts";
import { defaultRecipeOf, kindOf } from "../model/mod.ts";
import type { Selection } from "../train/types.ts";
import {
  checkContentsKnown,
  CONTENTS_CHECKS,
  type ContentsConfig,
  nameByContents,
  NO_CONTENTS,
} from "./contents.ts";
import {
  checkIdentified,
  checkTransfer,
  FROM_SCRATCH,
  TRANSFER_CHECKS,
  type TransferConfig,
} from "./transfer.ts";

/** The scientific configuration of a run, complete and resolved. */
export interface RunConfig extends TransferConfig, ContentsConfig {
  /** What the arm is called in tables; by default the method as written. */
  readonly label: string;
  readonly dataset: string;
  readonly model: string;
  readonly method: string;
  readonly seed: number;
  readonly epochs: number;
  /** Evaluates after every so many epochs, and after the last; 1 as published. */
  readonly evaluateEvery: number;
  readonly batch: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly learningRateSchedule: string;
  /** The share of a label that is spread over all classes; 0 as published. */
  readonly labelSmoothing: number;
  /** How slowly the averages move that are tested instead of the weights, such as 0.9999; null: there are none. */
  readonly ema: number | null;
  /** Augmentations in order, such as ["flip", "crop"]; none as published. */
  readonly augment: readonly string[];
  readonly precision: Precision;
  readonly select: Selection;
  /** Share of the training images that is held out where `select` is "validation". */
  readonly validationShare: number;
  /** The first so many images of a seeded shuffle; null = all. */
  readonly trainSize: number | null;
  readonly testSize: number | null;
}

/** The published recipe of ResNet-18 on CIFAR-10, without augmentation. */
export const DEFAULT_CONFIG: RunConfig = {
  label: "",
  dataset: "emoji",
  model: "resnet18",
  method: "cbm",
  seed: 1,
  ...SGD_ON_CIFAR,
  evaluateEvery: 1,
  labelSmoothing: 0,
  augment: [],
  precision: "fp32",
  select: "last",
  validationShare: 0.1,
  trainSize: null,
  testSize: null,
  ...FROM_SCRATCH,
  ...NO_CONTENTS,
};

/** What a detector starts from: YOLOv5's settings, and no augmentation, as in {@linkcode DEFAULT_CONFIG}. */
export const DETECTOR_CONFIG: RunConfig = {
  ...DEFAULT_CONFIG,
  dataset: "scenes:size=128",
  model: "yolov5n",
  ...YOLOV5_FROM_SCRATCH,
};

/** What a network starts from: its default recipe in the registry of models. */
export function defaultsOf(model: unknown): RunConfig {
  if (typeof model !== "string") return DEFAULT_CONFIG;
  return { ...(kindOf(model) === "detector" ? DETECTOR_CONFIG : DEFAULT_CONFIG), ...defaultRecipeOf(model) };
}

const isPositiveInteger = (value: unknown, most = Infinity) =>
  Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= most;
const MOST_EPOCHS = 1_000_000, LARGEST_BATCH = 65_536;
const SELECTIONS = ["last", "validation", "test"];
const PRECISIONS = ["fp32", "bf16", "fp16"];

/** What each field must be; undefined = fine. */
const CHECKS: { readonly [K in keyof RunConfig]: (value: unknown) => string | undefined } = {
  label: text,
  dataset: text,
  model: text,
  method: text,
  seed: (value) => Number.isSafeInteger(value) ? undefined : "a whole number",
  epochs: (value) =>
    isPositiveInteger(value, MOST_EPOCHS) ? undefined : `a whole number from 1 to ${MOST_EPOCHS}`,
  evaluateEvery: (value) =>
    isPositiveInteger(value, MOST_EPOCHS) ? undefined : `a whole number from 1 to ${MOST_EPOCHS}`,
  batch: (value) =>
    isPositiveInteger(value, LARGEST_BATCH) ? undefined : `a whole number from 1 to ${LARGEST_BATCH}`,
  optimizer: text,
  learningRate: (value) =>
    typeof value === "number" && value > 0 && value < Infinity ? undefined : "a number above 0",
  learningRateSchedule: text,
  labelSmoothing: (value) =>
    typeof value === "number" && value >= 0 && value < 1 ? undefined : "a share from 0 to below 1",
  ema: (value) =>
    value === null || (typeof value === "number" && value >= 0 && value < 1)
      ? undefined
      : "a share from 0 to below 1, or null",
  augment: (value) =>
    Array.isArray(value) && value.every((name) => typeof name === "string") ? undefined : "a list of names",
  precision: (value) => PRECISIONS.includes(String(value)) ? undefined : `one of ${listNames(PRECISIONS)}`,
  select: (value) => SELECTIONS.includes(String(value)) ? undefined : `one of ${listNames(SELECTIONS)}`,
  validationShare: (value) =>
    typeof value === "number" && value > 0 && value < 1 ? undefined : "a share above 0 and below 1",
  trainSize: (value) =>
    value === null || isPositiveInteger(value) ? undefined : "a whole number of at least 1",
  testSize: (value) =>
    value === null || isPositiveInteger(value) ? undefined : "a whole number of at least 1",
  ...TRANSFER_CHECKS,
  ...CONTENTS_CHECKS,
};

function text(value: unknown): string | undefined {
  return typeof value === "string" ? undefined : "a text";
}

/**
 * Completes and checks a configuration.
 *
 * @param given some fields; the others take the values of the model's default recipe
 * @param source what to call it in errors, such as a file's name
 * @throws {UsageError} naming the first unknown or wrong field
 *
 * @example
 * ```ts
 * import { resolveConfig } from "./config.ts";
 *
 * const config = resolveConfig({ method: "conventional", epochs: 10 }, "example");
 * console.assert(config.batch === 64 && config.label === "conventional");
 * ```
 */
export function resolveConfig(given: Readonly<Record<string, unknown>>, source: string): RunConfig {
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(CHECKS, key)) {
      throw new UsageError(`Unknown field "${key}" in ${source}: there is ${listNames(Object.keys(CHECKS))}`);
    }
    const wanted = CHECKS[key as keyof RunConfig](value);
    if (wanted !== undefined) {
      throw new UsageError(`"${key}" in ${source} must be ${wanted}, not ${JSON.stringify(value)}`);
    }
  }
  const config: RunConfig = { ...defaultsOf(given.model), ...given };
  checkTransfer(config, source);
  return config.label === "" ? { ...config, label: readableSpec(config.method) } : config;
}

/** Reads a configuration from a JSON file; see {@linkcode resolveConfig}. */
export async function readConfig(path: string): Promise<RunConfig> {
  let content: string;
  try {
    content = await Deno.readTextFile(path);
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
  const value = parseJson(content, path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${path} must hold an object of configuration fields`);
  }
  return resolveConfig(value as Record<string, unknown>, path);
}

/** What a run's numbers depend on: not what its arm is called, nor where its files lie, but what they hold. */
function scienceOf(config: RunConfig) {
  const { label: _, weights: __, contents: ___, ...rest } = config;
  return { ...rest, ...nameByContents(config) };
}

/** The fields in which two configurations differ, but for what an arm is called and where its files lie. */
export function configDifferences(one: RunConfig, other: RunConfig): string[] {
  const [a, b] = [scienceOf(one), scienceOf(other)];
  return (Object.keys(a) as (keyof typeof a)[])
    .filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
}

/** Fields that came after the first runs: they are part of a run's name only where they are not what those had. */
const LATER_FIELDS: readonly string[] = [
  "labelSmoothing",
  "ema",
  "evaluateEvery",
  ...Object.keys(FROM_SCRATCH),
];

/** A run with its name. */
export interface NamedRun {
  /** Its folder in the run store; see {@linkcode runName}. */
  readonly name: string;
  readonly config: RunConfig;
}

/**
 * A run's name in a run store: its method and seed to read, and a hash of all that its numbers depend on. Where a
 * folder of images, a file of weights or of salience lies is no part of it; what it holds is.
 */
export function runName(config: RunConfig): string {
  checkIdentified(config);
  checkContentsKnown(config);
  const isNew = (key: string, value: unknown) =>
    !LATER_FIELDS.includes(key) || DEFAULT_CONFIG[key as keyof RunConfig] !== value;
  const sorted = Object.fromEntries(
    Object.entries(scienceOf(config))
      .filter(([key, value]) => isNew(key, value)).sort(([a], [b]) => a < b ? -1 : 1),
  );
  const readable = config.label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);
  return `${readable}-seed${config.seed}-${sha256Hex(JSON.stringify(sorted)).slice(0, 10)}`;
}
