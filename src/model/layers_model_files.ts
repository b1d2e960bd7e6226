/**
 * LayersModels on disk, in TensorFlow.js format: `model.json` and `weights.bin`.
 *
 * @module
 */
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { readFileBytes } from "../io/file_errors.ts";
import { parseJson } from "../io/json.ts";
import { writeFilesTogether } from "../io/together.ts";

const TOPOLOGY = "model.json", WEIGHTS = "weights.bin";

/**
 * Writes a LayersModel.
 *
 * @param model the model
 * @param folder receives `model.json` and `weights.bin`, both or neither
 * @param metadata information for users, stored in `model.json` under `userDefinedMetadata`
 * @throws {InputError} if they cannot be written
 *
 * @example
 * ```ts
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { startBackend } from "../backend/mod.ts";
 * import { readLayersModel, writeLayersModel } from "./layers_model_files.ts";
 *
 * await startBackend("cpu");
 * const folder = await Deno.makeTempDir();
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] });
 * await writeLayersModel(model, folder);
 * console.assert((await readLayersModel(folder)).countParams() === 8);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeLayersModel(
  model: tfl.LayersModel,
  folder: string,
  metadata: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const files = new Map<string, string | Uint8Array>();
  model.setUserDefinedMetadata({ ...metadata });
  await model.save(tf.io.withSaveHandler((artifacts) => {
    const { weightSpecs = [], weightData = new ArrayBuffer(0), ...rest } = artifacts;
    const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
    files.set(join(folder, WEIGHTS), new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)));
    files.set(join(folder, TOPOLOGY), JSON.stringify({ ...rest, weightsManifest }));
    return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
  }));
  await writeFilesTogether(files);
}

/**
 * Reads a LayersModel written by {@linkcode writeLayersModel}.
 *
 * @throws {InputError} if it cannot be read
 */
export async function readLayersModel(folder: string): Promise<tfl.LayersModel> {
  const path = join(folder, TOPOLOGY);
  const json = parseJson(new TextDecoder().decode(await readFileBytes(path)), path) as tf.io.ModelJSON;
  const artifacts = await tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const { buffer } = await readFileBytes(join(folder, WEIGHTS));
    return [manifest.flatMap(({ weights }) => weights), buffer];
  });
  return await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
}
