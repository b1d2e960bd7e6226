/** WebAssembly: the embedded default. */
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../errors.ts";

const BINARY = "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

/**
 * Starts the WebAssembly backend from the files of its npm package.
 *
 * @returns what it runs on
 * @throws {InputError} if WebAssembly SIMD is missing or the backend does not start
 */
export async function startWasm(): Promise<string> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const folder = decodeURIComponent(new URL("./", import.meta.resolve(BINARY)).pathname);
  setWasmPaths(folder);
  if (!await tf.setBackend("wasm")) {
    throw new InputError(
      "The WebAssembly backend did not start: use --backend cpu, or see `deno task doctor`",
    );
  }
  await tf.ready();
  return "WebAssembly SIMD, one thread";
}
