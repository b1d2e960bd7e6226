/** WebGPU through Deno's own `navigator.gpu`. */
import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../errors.ts";

/** What kind of graphics adapter there is. */
export interface Adapter {
  readonly description: string;
  /** Software Vulkan and its like: correct, and slower than wasm. */
  readonly software: boolean;
}

/**
 * Looks for a graphics adapter.
 *
 * @returns undefined where there is none
 */
export async function findAdapter(): Promise<Adapter | undefined> {
  const adapter = await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) return undefined;
  const { vendor, architecture, device, description } = adapter.info;
  const words = [description, device, vendor, architecture].filter((word) => word !== "");
  const label = words[0] ?? "unnamed adapter";
  const software = adapter.info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader|software/i.test(label);
  return { description: label, software };
}

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
  await tf.ready();
  return adapter.software ? `${adapter.description} (software)` : adapter.description;
}
