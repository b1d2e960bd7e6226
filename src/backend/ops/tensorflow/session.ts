/** The running native backend, through which any TensorFlow operation can be reached. */
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";

interface Session {
  readonly backend: NodeJSKernelBackend;
  /** True if operations of our own (`src/backend/native`) may be called. */
  readonly ownOperations: boolean;
}

let running: Session | undefined;

/** Makes a backend the one that the kernels call. */
export function setSession(session: Session): void {
  running = session;
}

function session(): Session {
  if (running === undefined) throw new Error("The tensorflow backend is not running: call startTensorflow()");
  return running;
}

/**
 * Returns the running backend.
 *
 * @throws {Error} if `startTensorflow` has not run
 */
export const tensorflowBackend = (): NodeJSKernelBackend => session().backend;

/** Tells whether operations of our own can be called: on a CPU, if setup built them and nobody turned them off. */
export const hasOwnOperations = (): boolean => session().ownOperations;
