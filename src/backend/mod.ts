/**
 * Choosing and starting the backend that computes.
 *
 * Only the chosen backend's packages and kernels are loaded: each is reached by an `import()` of its own.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { listNames, UsageError } from "../errors.ts";
import { findNativeAddon } from "./setup/location.ts";
import { findAdapter } from "./webgpu_adapter.ts";

/** The backends, the fastest first. */
export const backendNames = ["tensorflow", "webgpu", "wasm", "cpu"] as const;

/** The name of a backend. */
export type BackendName = typeof backendNames[number];

/** The running backend. */
export interface BackendInfo {
  readonly name: BackendName;
  /** The device, in words. */
  readonly description: string;
  /** Versions and the like, for a run's environment.json. */
  readonly details: Readonly<Record<string, string | boolean>>;
}

/** The result of looking for a backend on this machine. */
export interface BackendProbe {
  readonly name: BackendName;
  readonly available: boolean;
  /** The device, or the missing part. */
  readonly description: string;
  /** Advice on getting it; undefined if it is available. */
  readonly remedy: string | undefined;
}

/**
 * Starts a backend and makes it TensorFlow.js' current one.
 *
 * @param name a backend, or "auto": tensorflow if its addon is there, else webgpu on a real graphics adapter, else wasm
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
      throw new UsageError(`Unknown backend "${name}": known are ${listNames(["auto", ...backendNames])}`);
  }
}

/** Returns the backend that "auto" stands for here, without starting anything. */
export async function fastestBackend(): Promise<BackendName> {
  if (await findNativeAddon() !== undefined) return "tensorflow";
  const adapter = await findAdapter();
  return adapter !== undefined && !adapter.software ? "webgpu" : "wasm";
}

/**
 * Lists what each backend would run on here. The backend that was running still is afterwards.
 *
 * @param known what is known of tensorflow already; without it, tensorflow is started to find out
 * @returns one entry per backend, the fastest first
 */
export async function probeBackends(known?: BackendProbe): Promise<BackendProbe[]> {
  // TensorFlow before the graphics adapter: software Vulkan brings an LLVM of its own, and a TensorFlow that is
  // loaded after it crashes the process.
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

/** Starts tensorflow to find out whether it works: an addon can be present and fail to load. */
async function probeTensorflow(): Promise<BackendProbe> {
  const remedy = "run `deno task setup`";
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
