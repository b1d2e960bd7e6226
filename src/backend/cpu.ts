/** Plain TypeScript arithmetic: slow, and there everywhere. */
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
  // Otherwise it advises another package on standard error, which `deno task setup` does better.
  Object.assign(tf.backend(), { firstUse: false });
  return "plain JavaScript, one thread";
}
