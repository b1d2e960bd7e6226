/** Schemas of the JSON files in a run's folder. Unknown fields are fine: a later program may write more. */
import * as v from "valibot";
import { backendNames } from "../../backend/mod.ts";
import { FORMAT } from "./files.ts";
import type { EpochMetrics, EvaluatedEpoch, StoredSession, StoredSummary } from "./types.ts";

const finite = v.pipe(v.number(), v.finite("a finite number"));
/** A mean of precisions may exceed 1 by rounding. */
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1 + 1e-9, "at most 1"));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Demands a field of an object under a condition. */
const needs = <T extends object>(key: string, when: (value: T) => boolean) =>
  v.rawCheck<T>(({ dataset, addIssue }) => {
    if (!dataset.typed || key in dataset.value || !when(dataset.value)) return;
    const input = dataset.value as Record<string, unknown>;
    addIssue({ path: [{ type: "object", origin: "key", input, key, value: undefined }] });
  });

const epochFields = {
  epoch: count,
  ratio: share,
  train_loss: finite,
  train_accuracy: v.exactOptional(share),
  validation_loss: v.exactOptional(finite),
  validation_accuracy: v.exactOptional(share),
  test_loss: v.exactOptional(finite),
  test_accuracy: v.exactOptional(share),
  test_map: v.exactOptional(share),
  learning_rate: finite,
  metric: v.exactOptional(v.picklist(["map", "map50"])),
  train_images: v.exactOptional(whole),
  input_size: v.exactOptional(count),
  magnitude: v.exactOptional(finite),
};

const isDetector = ({ metric }: EpochMetrics) => metric === "map50";

/** A line of `metrics.jsonl`. */
export const EPOCH: v.GenericSchema<EpochMetrics> = v.pipe(
  v.object(epochFields),
  needs("train_accuracy", (epoch) => !isDetector(epoch)),
  needs("test_loss", ({ test_accuracy }) => test_accuracy !== undefined),
  needs("test_accuracy", ({ test_loss }) => test_loss !== undefined),
  needs("test_map", (epoch) => isDetector(epoch) && epoch.test_accuracy !== undefined),
);

const evaluatedFields = { ...epochFields, test_loss: finite, test_accuracy: share };
const EVALUATED: v.GenericSchema<EvaluatedEpoch> = v.object(evaluatedFields);

/** The contents of `summary.json`. */
export const SUMMARY: v.GenericSchema<StoredSummary> = v.pipe(
  v.object({
    format: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(FORMAT))),
    finished: v.literal(true),
    metric: v.exactOptional(v.picklist(["accuracy", "map", "map50"])),
    selection: v.picklist(["last", "validation", "test"]),
    selected: EVALUATED,
    last: EVALUATED,
    best: v.object({ ...evaluatedFields, chosen_by: v.literal("test") }),
    image_steps: whole,
    train_size: count,
    test_size: count,
    classes: v.pipe(v.array(v.string()), v.nonEmpty("a list of at least one class")),
    attribution: v.string(),
  }),
  needs("metric", ({ format = 1 }) => format > 1),
);

/** The contents of `environment.json`. */
export const ENVIRONMENT: v.GenericSchema<{ readonly sessions: readonly StoredSession[] }> = v.object({
  sessions: v.array(v.object({
    started: v.exactOptional(v.string()),
    seconds: v.exactOptional(finite),
    version: v.exactOptional(v.string()),
    commit: v.exactOptional(v.nullable(v.string())),
    source: v.exactOptional(v.nullable(v.string())),
    deno: v.exactOptional(v.string()),
    v8: v.exactOptional(v.string()),
    os: v.exactOptional(v.string()),
    cpu: v.exactOptional(v.string()),
    instructions: v.exactOptional(v.nullable(v.array(v.string()))),
    cores: v.exactOptional(finite),
    memoryGiB: v.exactOptional(finite),
    backend: v.exactOptional(v.object({
      name: v.picklist(backendNames),
      description: v.string(),
      details: v.record(v.string(), v.union([v.string(), v.boolean()])),
    })),
    dataset: v.exactOptional(v.object({ name: v.string(), train: v.string(), test: v.string() })),
  })),
});

/** The fields of `config.json` that every version has; `resolveConfig` checks all of them. */
export const STORED_CONFIG = v.object({
  label: v.exactOptional(v.string()),
  name: v.exactOptional(v.string()),
  dataset: v.exactOptional(v.string()),
  method: v.exactOptional(v.string()),
  seed: v.pipe(v.number(), v.integer()),
});
