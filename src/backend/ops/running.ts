/** The kernels of the running backend. */
import { getBackend } from "@tensorflow/tfjs-core";
import type { KernelFactory, Kernels } from "./kernels.ts";
import { stockKernels } from "./stock.ts";

const factories = new Map<string, KernelFactory>();
const complete = new Map<string, Kernels>();

/**
 * Makes a backend use kernels of its own from now on.
 *
 * @param backend its name in TensorFlow.js
 * @param factory builds the kernels; all others are stock
 */
export function registerKernels(backend: string, factory: KernelFactory): void {
  if (factories.get(backend) === factory) return;
  factories.set(backend, factory);
  complete.delete(backend);
}

/**
 * Returns the kernels of the backend that is running.
 *
 * @returns the stock kernels with those that `tf.getBackend()` replaces; the same object at every call
 */
export function kernels(): Kernels {
  const backend = getBackend();
  let found = complete.get(backend);
  if (found === undefined) {
    found = completeKernels(factories.get(backend));
    complete.set(backend, found);
  }
  return found;
}

function completeKernels(factory: KernelFactory | undefined): Kernels {
  const base = stockKernels(() => found);
  const found: Kernels = { ...base, ...factory?.(base) };
  return found;
}
