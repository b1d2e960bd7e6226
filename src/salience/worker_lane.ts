/** The main thread's side of a salience worker. */
import { InputError } from "../errors.ts";
import { loadedExtensions } from "../extension.ts";
import type { SalienceTask } from "./patch_probabilities.ts";
import type { WorkerAnswer, WorkerStart } from "./worker.ts";

const WORKER = new URL("./worker.ts", import.meta.url);

/**
 * Returns whether this program may start workers, for which it must be allowed to read their source. Never
 * prompts.
 */
export function mayStartWorkers(): boolean {
  return WORKER.protocol !== "file:" ||
    Deno.permissions.querySync({ name: "read", path: WORKER }).state === "granted";
}

/** A worker that computes the rows of one chunk of images after another. */
export interface SalienceWorker {
  /**
   * Resolves to true once the worker has started, to false if it was closed before; rejects if it cannot
   * start.
   */
  readonly ready: Promise<boolean>;
  /**
   * Computes the rows of a chunk, which is transferred and empty afterwards. Chunks are answered in order.
   */
  rows(chunk: Uint8Array<ArrayBuffer>): Promise<Float32Array>;
  /** Ends the worker and rejects pending rows. May be called twice. */
  close(): void;
}

/**
 * Starts a worker without waiting for it; see `ready`.
 *
 * @param task the settings of the measurement, already checked
 */
export function startWorker(task: SalienceTask): SalienceWorker {
  const worker = new Worker(WORKER, { type: "module" });
  const { port1: port, port2 } = new MessageChannel();
  const started = Promise.withResolvers<boolean>();
  const waiting: PromiseWithResolvers<Float32Array>[] = [];
  let closed = false;

  const fail = (message: string): void => {
    const error = new InputError(`A salience worker failed: ${message}. Try again with --workers 1`);
    started.reject(error);
    for (const request of waiting.splice(0)) request.reject(error);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  worker.onmessageerror = () => fail("a message could not be read");
  port.onmessage = ({ data: answer }: MessageEvent<WorkerAnswer>) => {
    if (answer.kind === "ready") started.resolve(true);
    else if (answer.kind === "rows") waiting.shift()?.resolve(answer.rows);
    else fail(answer.message);
  };
  const start: WorkerStart = { task, extensions: loadedExtensions(), port: port2 };
  worker.postMessage(start, [port2]);

  return {
    ready: started.promise,
    rows(chunk) {
      const request = Promise.withResolvers<Float32Array>();
      waiting.push(request);
      port.postMessage(chunk, [chunk.buffer]);
      return request.promise;
    },
    close() {
      if (closed) return;
      closed = true;
      started.resolve(false);
      fail("it was stopped");
      port.close();
      worker.terminate();
    },
  };
}
