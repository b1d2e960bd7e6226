/** The plain TypeScript backend: slow, but available everywhere. */
import * as tf from "@tensorflow/tfjs-core";

/**
 * Starts the plain CPU backend.
 *
 * @returns what it runs on
 */
export async function startCpu(): Promise<string> {
  await import("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  await tf.ready();
  // Silence its advice on standard error to install another package: `deno task cbm setup` is better.
  Object.assign(tf.backend(), { firstUse: false });
  return "plain JavaScript, one thread";
}
