/** The WebGPU backend, through Deno's own `navigator.gpu`. */
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../errors.ts";
import { notice } from "../notices.ts";
import { registerKernels } from "./ops/running.ts";
import { webgpuKernels } from "./ops/webgpu.ts";
import { findAdapter, softwareNotice } from "./webgpu_adapter.ts";

/**
 * Starts the WebGPU backend.
 *
 * @returns what it runs on
 * @throws {InputError} if there is no adapter
 */
export async function startWebgpu(): Promise<string> {
  const adapter = await findAdapter();
  if (adapter === undefined) {
    throw new InputError(
      "No WebGPU adapter found: install a Vulkan driver (software: mesa-vulkan-drivers), or use --backend wasm",
    );
  }
  await import("@tensorflow/tfjs-backend-webgpu");
  if (!await tf.setBackend("webgpu")) {
    throw new InputError(`WebGPU did not start on ${adapter.description}: use --backend wasm`);
  }
  if (adapter.software) notice(softwareNotice(adapter));
  registerKernels("webgpu", webgpuKernels);
  await tf.ready();
  return adapter.software ? `${adapter.description} (software)` : adapter.description;
}
