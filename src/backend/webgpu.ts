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
  const adapter = await requestAdapter();
  if (!adapter) return undefined;
  const { vendor, architecture, device, description } = adapter.info;
  const words = [description, device, vendor, architecture].filter((word) => word !== "");
  const label = words[0] ?? "unnamed adapter";
  const software = adapter.info.isFallbackAdapter || /llvmpipe|lavapipe|swiftshader|software/i.test(label);
  return { description: label, software };
}

/** Asks for an adapter; where no desktop runs, Mesa would complain of the missing variable on standard error. */
async function requestAdapter(): Promise<GPUAdapter | null> {
  const missing = Deno.build.os === "linux" && Deno.env.get("XDG_RUNTIME_DIR") === undefined;
  if (missing) Deno.env.set("XDG_RUNTIME_DIR", "/");
  try {
    return await globalThis.navigator?.gpu?.requestAdapter({ powerPreference: "high-performance" }) ?? null;
  } finally {
    if (missing) Deno.env.delete("XDG_RUNTIME_DIR");
  }
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
