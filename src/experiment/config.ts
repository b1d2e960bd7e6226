/**
 * The configuration of one run: everything that its numbers depend on, and nothing else.
 *
 * @module
 */
import * as v from "valibot";
import type { Precision } from "../backend/precision.ts";
import { UsageError } from "../errors.ts";
import { readableSpec } from "../extension.ts";
import { check } from "../io/check.ts";
import { readFileBytes } from "../io/file_errors.ts";
import { chooseOne } from "../suggest.ts";
import { sha256Hex } from "../io/hash.ts";
import { parseJson } from "../io/json.ts";
import { isObject, type JsonObject } from "../io/json_object.ts";
import { SGD_ON_CIFAR, YOLOV5_FROM_SCRATCH } from "../model/default_recipe.ts";
import { defaultRecipeOf, kindOf } from "../model/mod.ts";
import { parseSpec } from "../spec.ts";
import type { Selection } from "../train/types.ts";
import {
  checkContentsKnown,
  CONTENTS_FIELDS,
  type ContentsConfig,
  nameByContents,
  NO_CONTENTS,
} from "./contents.ts";
import { type GivenSpecs, type Specs, type SpecsConfig, specsOf } from "./specs.ts";
import {
  checkIdentified,
  checkTransfer,
  FROM_SCRATCH,
  TRANSFER_FIELDS,
  type TransferConfig,
} from "./transfer.ts";

/** The scientific configuration of a run, complete and resolved. */
export interface RunConfig extends SpecsConfig, TransferConfig, ContentsConfig {
  /** The name of the arm in tables; by default the method as written. */
  readonly label: string;
  readonly seed: number;
  readonly epochs: number;
  /** Number of epochs between evaluations; the last epoch is always evaluated. 1 as published. */
  readonly evaluateEvery: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Share of the target probability that is spread over all classes; 0 as published. */
  readonly labelSmoothing: number;
  /** EMA decay, such as 0.9999; evaluation then uses the averaged weights. null disables EMA. */
  readonly ema: number | null;
  readonly precision: Precision;
  readonly select: Selection;
  /** Share of the training images that is held out if `select` is "validation". */
  readonly validationShare: number;
  /** Number of images to use, the first of a seeded shuffle; null = all. */
  readonly trainSize: number | null;
  readonly testSize: number | null;
}

/** Some fields of a configuration, as written in code. */
export type GivenConfig<T extends string = never> =
  & Partial<Omit<RunConfig, keyof GivenSpecs>>
  & GivenSpecs<T>;

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

/** The default configuration of detectors: YOLOv5's settings without augmentation, as in {@linkcode DEFAULT_CONFIG}. */
export const DETECTOR_CONFIG: RunConfig = {
  ...DEFAULT_CONFIG,
  dataset: "scenes:size=128",
  model: "yolov5n",
  ...YOLOV5_FROM_SCRATCH,
};

/** Returns the default configuration of a network: its default recipe in the registry of models. */
export function defaultsOf(model: unknown): RunConfig {
  if (typeof model !== "string") return DEFAULT_CONFIG;
  const spec = parseSpec(model);
  return { ...(kindOf(spec) === "detector" ? DETECTOR_CONFIG : DEFAULT_CONFIG), ...defaultRecipeOf(spec) };
}

const MOST_EPOCHS = 1_000_000, LARGEST_BATCH = 65_536;

/** Creates a schema for a number in a range; the message completes "must be". */
const within = (wanted: string, isIn: (value: number) => boolean) =>
  v.pipe(v.number(wanted), v.finite(wanted), v.check(isIn, wanted));
const upTo = (most: number) => {
  const wanted = `a whole number from 1 to ${most}`;
  return v.pipe(v.number(wanted), v.safeInteger(wanted), v.minValue(1, wanted), v.maxValue(most, wanted));
};
const SIZE = "a whole number of at least 1, or null", DECAY = "a share from 0 to below 1, or null";
const size = v.nullable(v.pipe(v.number(SIZE), v.safeInteger(SIZE), v.minValue(1, SIZE)));

const OBJECT = v.custom<JsonObject>(isObject, "an object of configuration fields");

/** The fields of a configuration. */
const FIELDS = {
  label: v.string(),
  dataset: v.string(),
  model: v.string(),
  method: v.string(),
  seed: v.pipe(v.number("a whole number"), v.safeInteger("a whole number")),
  epochs: upTo(MOST_EPOCHS),
  evaluateEvery: upTo(MOST_EPOCHS),
  batch: upTo(LARGEST_BATCH),
  optimizer: v.string(),
  learningRate: within("a number above 0", (value) => value > 0),
  learningRateSchedule: v.string(),
  labelSmoothing: within("a share from 0 to below 1", (value) => value >= 0 && value < 1),
  ema: v.nullable(within(DECAY, (value) => value >= 0 && value < 1)),
  augment: v.array(v.string()),
  precision: v.picklist(["fp32", "bf16", "fp16"]),
  select: v.picklist(["last", "validation", "test"]),
  validationShare: within("a share above 0 and below 1", (value) => value > 0 && value < 1),
  trainSize: size,
  testSize: size,
  ...TRANSFER_FIELDS,
  ...CONTENTS_FIELDS,
} satisfies { readonly [K in keyof RunConfig]: v.GenericSchema<RunConfig[K]> };

/**
 * Completes and checks a configuration.
 *
 * @param given some fields; the others take the values of the model's default recipe
 * @param source the name of the configuration in errors, such as a file's name
 * @param remedy a sentence, without its full stop, for the error about a wrong field
 * @throws {UsageError} naming an unknown field, or those that are wrong
 *
 * @example
 * ```ts
 * import { resolveConfig } from "./config.ts";
 *
 * const config = resolveConfig({ method: "conventional", epochs: 10 }, "example");
 * console.assert(config.batch === 64 && config.label === "conventional");
 * ```
 */
export function resolveConfig<T extends string = never>(
  given: GivenConfig<T>,
  source: string,
  remedy?: string,
): RunConfig {
  const keys = Object.keys(given), unknown = keys.find((key) => !Object.hasOwn(FIELDS, key));
  if (unknown !== undefined) {
    throw new UsageError(
      `Unknown field "${unknown}" in ${source}: ${chooseOne(unknown, Object.keys(FIELDS))}`,
    );
  }
  const fields = keys.map((key) => [key, FIELDS[key as keyof RunConfig]]);
  check(v.object(Object.fromEntries(fields)), given, source, UsageError, remedy);
  const config: RunConfig = { ...defaultsOf(given.model), ...given };
  checkTransfer(config, source);
  return config.label === "" ? { ...config, label: readableSpec(config.method) } : config;
}

/**
 * Reads a configuration from a JSON file; see {@linkcode resolveConfig}.
 *
 * @param remedy advice for the errors, a clause
 */
export async function readConfig(path: string, remedy?: string): Promise<RunConfig> {
  const value = parseJson(new TextDecoder().decode(await readFileBytes(path)), path, remedy);
  const advice = remedy && remedy.charAt(0).toUpperCase() + remedy.slice(1);
  return resolveConfig(check(OBJECT, value, path, UsageError, advice), path, advice);
}

/** Returns what a run's numbers depend on: the contents of its files, but neither its label nor their paths. */
function scienceOf(config: RunConfig, specs = specsOf(config)) {
  const { label: _, weights: __, contents: ___, ...rest } = config;
  return { ...rest, ...nameByContents(config, specs) };
}

/** Lists the fields in which two configurations differ, ignoring labels and the locations of files. */
export function configDifferences(one: RunConfig, other: RunConfig): string[] {
  const [a, b] = [scienceOf(one), scienceOf(other)];
  return (Object.keys(a) as (keyof typeof a)[])
    .filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]));
}

/** Fields added after the first runs: part of a run's name only if they differ from the earlier behaviour. */
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
 * Returns a run's name in a run store: its method and seed for readers, and a hash of everything that its
 * numbers depend on. The name depends on the contents of image folders, weights and salience files, not on
 * their paths.
 *
 * @param specs the configuration's specifications, if they are parsed already
 */
export function runName(config: RunConfig, specs: Specs = specsOf(config)): string {
  checkIdentified(config);
  checkContentsKnown(config, specs);
  const isNew = (key: string, value: unknown) =>
    !LATER_FIELDS.includes(key) || DEFAULT_CONFIG[key as keyof RunConfig] !== value;
  const sorted = Object.fromEntries(
    Object.entries(scienceOf(config, specs))
      .filter(([key, value]) => isNew(key, value)).sort(([a], [b]) => a < b ? -1 : 1),
  );
  const readable = config.label.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 40);
  return `${readable}-seed${config.seed}-${sha256Hex(JSON.stringify(sorted)).slice(0, 10)}`;
}
