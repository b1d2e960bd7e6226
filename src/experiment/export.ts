/** Exports a trained model as a LayersModel of TensorFlow.js, or its weights in half precision. */
import { type BackendName, startBackend } from "../backend/mod.ts";
import { UsageError } from "../errors.ts";
import { type TensorData, writeSafetensors } from "../io/safetensors.ts";
import { readWeightsFile } from "../io/weights_file.ts";
import { stripPrefix } from "../model/adapt_state.ts";
import { checkLayersModel, toLayersModel } from "../model/layers_model.ts";
import { writeLayersModel } from "../model/layers_model_files.ts";
import { loadWeights } from "../model/load_weights.ts";
import { completeModel, createModel } from "../model/mod.ts";
import { randomStream } from "../random.ts";
import { finishedSummary, readRunConfig, runPaths } from "./run_folder/mod.ts";

/** The source of an export: a finished run, or a model with weights. */
export type ExportSource =
  | { readonly run: string }
  | { readonly model: string; readonly weights: string; readonly stripPrefix?: string | undefined };

/** Options of an export: the output folder and the backend. */
export interface ExportOptions {
  /** The folder of `model.json` and `weights.bin`. */
  readonly out: string;
  readonly backend: BackendName | "auto";
}

/** A description of the exported network. */
export interface Exported {
  readonly model: string;
  readonly classes: number;
  readonly parameters: number;
}

/** Names of the last layers of the networks. */
const HEADS = ["linear", "fc", "head"];

function countClasses(tensors: ReadonlyMap<string, TensorData>, path: string): number {
  const biases = HEADS.map((name) => tensors.get(`${name}.bias`)?.shape[0]);
  const found = biases.find((count) => count !== undefined);
  if (found !== undefined) return found;
  throw new UsageError(`Cannot tell the classes of ${path}: it has no ${HEADS.join(".bias, ")}.bias`);
}

/** Loads the model, its weights and, for a run, the names of the classes. */
async function resolveSource(source: ExportSource) {
  if (!("run" in source)) return { ...source, names: undefined };
  const { model } = await readRunConfig(source.run), { classes } = await finishedSummary(source.run);
  return { model, weights: runPaths(source.run).weights, stripPrefix: undefined, names: classes };
}

/**
 * Exports a model as `model.json` and `weights.bin`, which `tf.loadLayersModel` loads anywhere.
 * `userDefinedMetadata` in `model.json` says how to normalise images and, for a run, names the classes.
 *
 * @throws {UsageError} on a model that stock layers cannot express
 * @throws {InputError} when the weights cannot be read or do not fit, or the files cannot be written
 */
export async function exportLayersModel(source: ExportSource, options: ExportOptions): Promise<Exported> {
  const { model: spec, weights, stripPrefix: prefix, names } = await resolveSource(source);
  completeModel(spec); // refuses an unknown network before anything is read
  checkLayersModel(spec);
  const tensors = await readWeightsFile(weights);
  const classes = countClasses(prefix === undefined ? tensors : stripPrefix(tensors, prefix), weights);
  await startBackend(options.backend);
  const model = createModel(spec, classes, randomStream(0, "weights"));
  await loadWeights(model, weights, { stripPrefix: prefix });
  const exported = await toLayersModel(model);
  await writeLayersModel(exported, options.out, {
    ...(names && { classes: names }),
    normalisation: "(x / 255 - 0.5) / 0.5",
  });
  exported.dispose();
  const parameters = [...model.parameters().values()].reduce((sum, { size }) => sum + size, 0);
  model.dispose();
  return { model: model.name, classes, parameters };
}

/**
 * Writes the weights of any finished run as `.safetensors` in half precision, half as large as those that training
 * keeps, with PyTorch's names.
 *
 * @param run the run's folder
 * @param out the file to write
 * @returns the model and the number of values
 * @throws {InputError} when the run is not finished or has no weights, or the file cannot be written
 */
export async function exportWeights(run: string, out: string): Promise<Exported> {
  const { model } = await readRunConfig(run), { classes } = await finishedSummary(run);
  const tensors = await readWeightsFile(runPaths(run).weights);
  const half = [...tensors].map(([name, tensor]): [string, TensorData] => [
    name,
    tensor.dtype === "F32" ? { ...tensor, dtype: "F16" } : tensor,
  ]);
  await writeSafetensors(out, new Map(half));
  const parameters = half.reduce((sum, [, { data }]) => sum + data.length, 0);
  return { model, classes: classes.length, parameters };
}
