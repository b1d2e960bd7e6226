/**
 * The native TensorFlow backend: npm's `@tensorflow/tfjs-node-gpu` with the addon made by `deno task cbm setup`.
 *
 * The package's index expects the addon inside the package's own folder, which Deno keeps in a cache that may
 * be cleared. So we bypass the index: two inner modules register the kernels and provide the backend's class,
 * and the addon is loaded from the user's cache.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
import type { TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import { createRequire } from "node:module";
import util from "node:util";
import { InputError } from "../errors.ts";
import { registerKernels } from "./ops/running.ts";
import { tensorflowKernels } from "./ops/tensorflow.ts";
import { setSession } from "./ops/tensorflow/session.ts";
import { findNativeAddon, type NativeAddon, OPERATIONS } from "./setup/location.ts";
import { admitHalf } from "./tensorflow_half.ts";
import { hush } from "./tensorflow_hush.ts";

const PACKAGE = "@tensorflow/tfjs-node-gpu";

/** The running backend, in words and for a run's environment.json. */
export interface TensorflowInfo {
  readonly name: "tensorflow";
  readonly description: string;
  readonly details: {
    readonly tensorflow: string;
    readonly package: string;
    readonly gpu: boolean;
    readonly source: string;
    /** Threads per operation; runs with the same number give bitwise equal results. */
    readonly threads: string;
    readonly deterministic: boolean;
    /** The version of our own operations, if they are used; results then differ in the last bits. */
    readonly ownOperations: string | false;
  };
}

let running: TensorflowInfo | undefined;

/**
 * Starts the native TensorFlow backend and makes it TensorFlow.js's current one.
 *
 * @returns what is running
 * @throws {InputError} if the addon is missing or cannot be loaded; the remedy is `deno task cbm setup`
 */
export async function startTensorflow(): Promise<TensorflowInfo> {
  if (running === undefined) {
    const addon = await findNativeAddon();
    if (addon === undefined) {
      throw new InputError("TensorFlow's native addon is not set up: run `deno task cbm setup`");
    }
    running = (await openTensorflow(addon)).info;
  }
  await tf.setBackend("tensorflow");
  await tf.ready();
  return running;
}

/**
 * Loads an addon, which need not be installed yet, and registers the backend.
 *
 * @param addon the result of `readAddon`
 * @returns the backend
 * @throws {InputError} if it cannot be loaded
 */
export async function tryTensorflow(addon: NativeAddon): Promise<NodeJSKernelBackend> {
  const { backend, info } = await openTensorflow(addon);
  running = info;
  return backend;
}

async function openTensorflow(
  addon: NativeAddon,
): Promise<{ backend: NodeJSKernelBackend; info: TensorflowInfo }> {
  const threads = Deno.env.get("TF_NUM_INTRAOP_THREADS") ?? String(navigator.hardwareConcurrency);
  const settings = chooseSettings(threads);
  // The package still calls functions that Node.js 23 and Deno no longer have.
  if (!("isNullOrUndefined" in util)) {
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined });
  }
  await import("@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js");
  const { NodeJSKernelBackend } = await import("@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js");
  const binding = settings.quiet ? hush(() => loadBinding(addon)) : loadBinding(addon);
  const backend = new NodeJSKernelBackend(binding, PACKAGE);
  admitHalf(backend);
  tf.registerBackend("tensorflow", () => backend, 3);
  const device = backend.isUsingGpuDevice ? "GPU" : "CPU";
  const ownOperations = addon.operations === OPERATIONS && !backend.isUsingGpuDevice &&
    Deno.env.get("CBM_OWN_OPERATIONS") !== "0";
  setSession({ backend, ownOperations });
  registerKernels("tensorflow", tensorflowKernels);
  return {
    backend,
    info: {
      name: "tensorflow",
      description: `TensorFlow ${binding.TF_Version} on the ${device}`,
      details: {
        tensorflow: binding.TF_Version,
        package: addon.package,
        gpu: backend.isUsingGpuDevice,
        source: addon.source,
        threads,
        deterministic: Deno.env.get("TF_DETERMINISTIC_OPS") === "1",
        ownOperations: ownOperations && OPERATIONS,
      },
    },
  };
}

function loadBinding(addon: NativeAddon): TFJSBinding {
  try {
    return createRequire(import.meta.url)(addon.path);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new InputError(
      `Cannot load ${addon.path} (${reason}): run \`deno task cbm setup\` again, or choose another backend`,
      {
        cause,
      },
    );
  }
}

/** Sets the variables that TensorFlow reads on loading, unless the user has set them. */
function chooseSettings(threads: string): { quiet: boolean } {
  const setting = (name: string, usual: string): string => {
    const given = Deno.env.get(name);
    if (given === undefined) Deno.env.set(name, usual);
    return given ?? usual;
  };
  // On a GPU, some operations are not deterministic by default.
  setting("TF_DETERMINISTIC_OPS", "1");
  setting("CBM_KERNEL_THREADS", threads);
  // 2: errors only, unless the user asks for more.
  return { quiet: Number(setting("TF_CPP_MIN_LOG_LEVEL", "2")) >= 2 };
}
