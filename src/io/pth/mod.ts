/**
 * PyTorch's own checkpoints (`.pth`, `.pt`), read without running them. `torch.load` of an untrusted file may do
 * anything; this reader knows tensors and containers, and refuses everything else.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { readFileBytes } from "../file_errors.ts";
import type { TensorData } from "../safetensors.ts";
import { readPickle } from "./pickle.ts";
import { namedTensors } from "./state_dict.ts";
import { TensorReader } from "./tensors.ts";
import { isZip, readZip } from "./zip.ts";

const SAVE_AGAIN = "from PyTorch: torch.save(torch.load(file, weights_only=True), file)";

/**
 * Reads the tensors of a checkpoint that `torch.save` wrote: of a state_dict, or of a dictionary that holds one under
 * `state_dict`, `model_state_dict`, `model` or `net`. The names of nested dictionaries are joined with dots.
 *
 * @param bytes the whole file
 * @param source what to call it in error messages
 * @returns the tensors by name in the file's order, row-major, each with numbers of its own
 * @throws {InputError} on a file that would run code, naming what it calls for; on archives that are cut, damaged or
 * packed, that leave themselves or grow beyond 8 times the file; on files of big-endian machines, of PyTorch before
 * 1.6, and of TorchScript
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { InputError } from "../../errors.ts";
 * import { parsePth } from "./mod.ts";
 *
 * await assert.rejects(parsePth(new Uint8Array(100), "model.pth"), InputError);
 * ```
 */
export async function parsePth(
  bytes: Uint8Array,
  source = "the .pth data",
): Promise<Map<string, TensorData>> {
  const refuse = (fault: string) => new InputError(`Cannot read ${source}: ${fault}`);
  if (!isZip(bytes)) {
    // A pickle of protocol 2 at the very start: the format before zip archives.
    throw bytes[0] === 0x80
      ? refuse(`it is in the format of PyTorch before 1.6: store it again ${SAVE_AGAIN}`)
      : refuse("it is not a PyTorch checkpoint (not a zip archive)");
  }
  const entries = await readZip(bytes, source);
  const pickles = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name));
  const [pickle] = pickles;
  if (pickle === undefined || pickles.length > 1) {
    throw refuse(`it is a zip archive, but no checkpoint of PyTorch (${pickles.length} data.pkl in it)`);
  }
  const root = pickle.slice(0, -"data.pkl".length);
  const order = entries.get(`${root}byteorder`);
  if (order !== undefined && new TextDecoder().decode(order) !== "little") {
    throw refuse(`it comes from a big-endian machine: store it again on a little-endian one, ${SAVE_AGAIN}`);
  }
  const reader = new TensorReader((key) => entries.get(`${root}data/${key}`), bytes.length, source);
  const tensors = new Map<string, TensorData>();
  for (const [name, view] of namedTensors(readPickle(entries.get(pickle)!, source))) {
    if (tensors.has(name)) throw refuse(`tensor "${name}" stands twice`);
    tensors.set(name, reader.read(name, view));
  }
  if (tensors.size === 0) throw refuse("there are no named tensors in it: store a model's state_dict");
  return tensors;
}

/**
 * Reads the tensors of a PyTorch checkpoint; see {@linkcode parsePth}.
 *
 * @throws {InputError} if it cannot be read or is not to be trusted
 */
export async function readPth(path: string): Promise<Map<string, TensorData>> {
  return await parsePth(await readFileBytes(path), path);
}
