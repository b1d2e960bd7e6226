/**
 * Choice and start of the backend.
 *
 * Only the chosen backend's packages and kernels are loaded, each by its own `import()`.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { chooseOne } from "../suggest.ts";
import { findNativeAddon } from "./setup/location.ts";
import { findAdapter } from "./webgpu_adapter.ts";

/** The backends, fastest first. */
export const backendNames = ["tensorflow", "webgpu", "wasm", "cpu"] as const;

/** The name of a backend. */
export type BackendName = typeof backendNames[number];

/** The running backend. */
export interface BackendInfo {
  readonly name: BackendName;
  /** The device, in words. */
  readonly description: string;
  /** Versions and similar facts, for a run's environment.json. */
  readonly details: Readonly<Record<string, string | boolean>>;
}

/** The availability of a backend on this machine. */
export interface BackendProbe {
  readonly name: BackendName;
  readonly available: boolean;
  /** The device, or the missing part. */
  readonly description: string;
  /** Advice on how to get it; undefined if available. */
  readonly remedy: string | undefined;
}

/**
 * Starts a backend and makes it TensorFlow.js' current one.
 *
 * @param name a backend, or "auto": tensorflow if its addon is installed, else webgpu on a real graphics
 * adapter, else wasm
 * @returns what is running
 * @throws {UsageError} if the name is unknown
 * @throws {InputError} if the backend cannot start; the message says how to get it
 *
 * @example
 * ```ts
 * import { startBackend } from "./mod.ts";
 *
 * const { name, description } = await startBackend("wasm");
 * console.log(name, description); // wasm, WebAssembly SIMD …
 * ```
 */
export async function startBackend(name: BackendName | "auto"): Promise<BackendInfo> {
  switch (name) {
    case "auto":
      return await startBackend(await fastestBackend());
    case "tensorflow":
      return await (await import("./tensorflow.ts")).startTensorflow();
    case "webgpu":
      return { name, description: await (await import("./webgpu.ts")).startWebgpu(), details: {} };
    case "wasm":
      return { name, description: await (await import("./wasm.ts")).startWasm(), details: {} };
    case "cpu":
      return { name, description: await (await import("./cpu.ts")).startCpu(), details: {} };
    default:
      throw new UsageError(
        `Unknown backend "${name}": ${chooseOne(name, ["auto", ...backendNames])}`,
      );
  }
}

/** Returns the backend that "auto" would choose here, without starting anything. */
export async function fastestBackend(): Promise<BackendName> {
  if (await findNativeAddon() !== undefined) return "tensorflow";
  const adapter = await findAdapter();
  return adapter !== undefined && !adapter.software ? "webgpu" : "wasm";
}

/**
 * Lists the device of each backend here. The running backend stays the same.
 *
 * @param known the state of tensorflow, if known; otherwise tensorflow is started to find out
 * @returns one entry per backend, fastest first
 */
export async function probeBackends(known?: BackendProbe): Promise<BackendProbe[]> {
  // TensorFlow before the graphics adapter: software Vulkan brings its own LLVM, and TensorFlow, if loaded
  // after it, crashes the process.
  const tensorflow = known ?? await probeTensorflow();
  const adapter = await findAdapter();
  const { describeWasm } = await import("./wasm.ts");
  return [
    tensorflow,
    adapter === undefined
      ? missing("webgpu", "no WebGPU adapter", "install a Vulkan driver for your graphics card")
      : present("webgpu", adapter.software ? `${adapter.description} (software: slow)` : adapter.description),
    present("wasm", describeWasm()),
    present("cpu", "plain JavaScript, slow"),
  ];
}

/** Starts tensorflow to find out whether it works: an addon can be present but fail to load. */
async function probeTensorflow(): Promise<BackendProbe> {
  const remedy = "run `deno task cbm setup`";
  if (await findNativeAddon() === undefined) {
    return missing("tensorflow", "TensorFlow's native addon is not set up", remedy);
  }
  const before = tf.engine().backendName;
  try {
    return present("tensorflow", (await startBackend("tensorflow")).description);
  } catch (error) {
    return missing("tensorflow", error instanceof Error ? error.message : String(error), remedy);
  } finally {
    if (before) await tf.setBackend(before);
  }
}

function present(name: BackendName, description: string): BackendProbe {
  return { name, available: true, description, remedy: undefined };
}

function missing(name: BackendName, description: string, remedy: string): BackendProbe {
  return { name, available: false, description, remedy };
}
