/**
 * Checkpoints: a `.safetensors` file with the model, the optimizer, the random streams, the position, the
 * metrics so far and the configuration. It is replaced atomically, so that a killed run always finds a
 * complete one.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../errors.ts";
import { exists } from "../io/exists.ts";
import { readFileBytes } from "../io/file_errors.ts";
import { parseSafetensors, type TensorData, writeSafetensors } from "../io/safetensors.ts";
import type { Network } from "../model/types.ts";
import { exportState, loadState } from "../model/weights.ts";
import type { MovingAverage } from "./moving_average.ts";
import type { Optimizer } from "./optimizer.ts";
import type { EvaluatedEpoch, TrainingState } from "./types.ts";

const FORMAT = "cbm-checkpoint-1";
const MODEL = "model.", OPTIMIZER = "optimizer.", AVERAGE = "average.", PREDICTIONS = "selected.predictions";
const CONFIDENCES = "selected.confidences";
const SCORES = "answers.scores", LABELS = "answers.labels";

/** The part of the state that is stored as JSON beside the tensors. */
type StoredState = Omit<TrainingState, "selected" | "answers"> & {
  readonly selected: EvaluatedEpoch | undefined;
  /** The number of updates of the moving average. */
  readonly averaged?: number | undefined;
};

/** Lists the long arrays of a state, which are stored as tensors. */
function arraysOf({ selected, answers }: TrainingState): [name: string, tensor: TensorData][] {
  const found: [string, TensorData][] = [];
  if (selected !== undefined) {
    const { predictions: data, confidences } = selected, dtype = data instanceof Int32Array ? "I32" : "F32";
    found.push([PREDICTIONS, { dtype, shape: [data.length], data }]);
    if (confidences !== undefined) {
      found.push([CONFIDENCES, { dtype: "U8", shape: [confidences.length], data: confidences }]);
    }
  }
  if (answers !== undefined) {
    const { scores, labels } = answers;
    found.push([SCORES, { dtype: "F32", shape: [scores.length], data: scores }]);
    found.push([LABELS, { dtype: "U8", shape: [labels.length], data: labels }]);
  }
  return found;
}

/**
 * Writes a checkpoint.
 *
 * @param path the `.safetensors` file, replaced atomically
 * @param config the run's configuration as plain JSON, which is stored too
 * @param average the moving average of the weights, if any
 * @throws {InputError} if the file cannot be written; the previous checkpoint stays
 */
export async function saveCheckpoint(
  path: string,
  state: TrainingState,
  model: Network,
  optimizer: Optimizer,
  config: unknown,
  average?: MovingAverage,
): Promise<void> {
  const tensors = new Map<string, TensorData>();
  for (const [name, tensor] of await exportState(model)) tensors.set(MODEL + name, tensor);
  for (const [prefix, variables] of [[OPTIMIZER, optimizer.state()], [AVERAGE, average?.state()]] as const) {
    for (const [name, variable] of variables ?? []) {
      const data = Float32Array.from(await variable.data());
      tensors.set(prefix + name, { dtype: "F32", shape: variable.shape, data });
    }
  }
  for (const [name, tensor] of arraysOf(state)) tensors.set(name, tensor);
  const { selected, answers: _, ...rest } = state;
  const stored: StoredState = { ...rest, averaged: average?.updates, selected: selected?.metrics };
  await writeSafetensors(path, tensors, {
    format: FORMAT,
    state: JSON.stringify(stored),
    config: JSON.stringify(config),
  });
}

const withPrefix = (tensors: ReadonlyMap<string, TensorData>, prefix: string) =>
  new Map(
    [...tensors].filter(([name]) => name.startsWith(prefix)).map((
      [name, tensor],
    ) => [name.slice(prefix.length), tensor]),
  );

/** Assigns stored values to variables; throws an InputError if one is missing or has another shape. */
function restore(
  variables: ReadonlyMap<string, tf.Variable>,
  slots: ReadonlyMap<string, TensorData>,
  missing: (name: string) => string,
): void {
  for (const [name, variable] of variables) {
    const slot = slots.get(name);
    if (slot === undefined || slot.shape.join() !== variable.shape.join()) {
      throw new InputError(missing(name));
    }
    const next = tf.tensor(Float32Array.from(slot.data as Float32Array), variable.shape);
    variable.assign(next);
    next.dispose();
  }
}

/**
 * Reads a checkpoint into a model, an optimizer and, if given, a moving average of the weights.
 *
 * @returns the state to resume from, or undefined if the file does not exist
 * @throws {InputError} if the file is damaged or belongs to another model
 */
export async function loadCheckpoint(
  path: string,
  model: Network,
  optimizer: Optimizer,
  average?: MovingAverage,
): Promise<TrainingState | undefined> {
  if (!await exists(path)) return undefined;
  const { tensors, metadata } = parseSafetensors(await readFileBytes(path), path);
  if (metadata.format !== FORMAT || metadata.state === undefined) {
    throw new InputError(`${path} is not a checkpoint of this program: delete it to restart the run`);
  }
  const stored: StoredState = JSON.parse(metadata.state);
  loadState(model, withPrefix(tensors, MODEL), path);
  const lacks = (whose: string) => (name: string) =>
    `${path} lacks the ${whose}'s tensor "${name}": delete it to restart the run`;
  restore(optimizer.state(), withPrefix(tensors, OPTIMIZER), lacks("optimizer"));
  if (average !== undefined) {
    restore(average.state(), withPrefix(tensors, AVERAGE), lacks("average"));
    average.updates = stored.averaged ?? 0;
  }
  const { selected, averaged: _, ...rest } = stored;
  const predictions = tensors.get(PREDICTIONS)?.data, confidences = tensors.get(CONFIDENCES)?.data;
  const scores = tensors.get(SCORES)?.data, labels = tensors.get(LABELS)?.data;
  return {
    ...rest,
    random: rest.random,
    selected: selected && (predictions instanceof Int32Array || predictions instanceof Float32Array)
      ? {
        metrics: selected,
        predictions: predictions.slice(),
        ...(confidences instanceof Uint8Array && { confidences: confidences.slice() }),
      }
      : undefined,
    ...(scores instanceof Float32Array && labels instanceof Uint8Array &&
      { answers: { scores: scores.slice(), labels: labels.slice() } }),
  };
}
