/** Reads files of weights: `.safetensors`, and PyTorch's `.pth` and `.pt`. */
import { extname } from "@std/path";
import { readFileBytes } from "./file_errors.ts";
import { parsePth } from "./pth/mod.ts";
import { isZip } from "./pth/zip.ts";
import { parseSafetensors, type TensorData } from "./safetensors.ts";

const OF_PYTORCH = [".pth", ".pt"];

/**
 * Reads the tensors of a file of weights; its contents determine the format, or its name if they do not.
 *
 * @param path `.safetensors`, or a `.pth` or `.pt` written by `torch.save`
 * @returns the tensors by PyTorch's names, in the file's order
 * @throws {InputError} if it cannot be read, is damaged, or would run code
 *
 * @example
 * ```ts
 * import { writeSafetensors } from "./safetensors.ts";
 * import { readWeightsFile } from "./weights_file.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * const bias = { dtype: "F32" as const, shape: [2], data: new Float32Array([0.5, -1]) };
 * await writeSafetensors(path, new Map([["linear.bias", bias]]));
 * console.assert((await readWeightsFile(path)).get("linear.bias")?.data[1] === -1);
 * await Deno.remove(path);
 * ```
 */
export async function readWeightsFile(path: string): Promise<Map<string, TensorData>> {
  const bytes = await readFileBytes(path);
  return isZip(bytes) || OF_PYTORCH.includes(extname(path).toLowerCase())
    ? await parsePth(bytes, path)
    : parseSafetensors(bytes, path).tensors;
}
