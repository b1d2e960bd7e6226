/** The WebAssembly backend: the built-in default. */
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../errors.ts";
import { registerKernels } from "./ops/running.ts";
import { wasmKernels } from "./ops/wasm.ts";
import { wantedThreads } from "./ops/wasm/threads.ts";

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
  if (!await withSharedMemory(() => tf.setBackend("wasm"))) {
    throw new InputError(
      "The WebAssembly backend did not start: use --backend cpu, or see `deno task cbm doctor`",
    );
  }
  registerKernels("wasm", wasmKernels);
  await tf.ready();
  return describeWasm();
}

/** Describes the device in words. */
export function describeWasm(): string {
  const threads = wantedThreads();
  return `WebAssembly SIMD, ${threads === 1 ? "one thread" : `up to ${threads} threads`}`;
}

/** The memory section of the binary: 256 pages, at most 65,536; the fourth byte marks it as not shared. */
const MEMORY_SECTION = [5, 7, 1, 1, 0x80, 2, 0x80, 0x80, 4];
const SHARED = 3;

/**
 * Runs a function that instantiates the backend's binary, and makes that binary's memory shared with other
 * threads. A binary with other memory is not changed.
 */
async function withSharedMemory<T>(start: () => Promise<T>): Promise<T> {
  const { instantiate } = WebAssembly;
  const patched = (source: BufferSource, imports: WebAssembly.Imports) => {
    const bytes = new Uint8Array(source as ArrayBuffer).slice();
    const at = bytes.findIndex((_, place) => MEMORY_SECTION.every((byte, k) => bytes[place + k] === byte));
    if (at >= 0) bytes[at + 3] = SHARED;
    return instantiate(bytes, imports);
  };
  Object.assign(WebAssembly, { instantiate: patched });
  try {
    return await start();
  } finally {
    Object.assign(WebAssembly, { instantiate });
  }
}
