/** The main thread's side of a salience worker. */
import { InputError } from "../errors.ts";
import { loadedExtensions } from "../extension.ts";
import type { SalienceTask } from "./rows.ts";
import type { WorkerAnswer, WorkerStart } from "./worker.ts";

const WORKER = new URL("./worker.ts", import.meta.url);

/** Whether this program may start workers: it must be allowed to read their source. Asks nobody. */
export function mayStartWorkers(): boolean {
  return WORKER.protocol !== "file:" ||
    Deno.permissions.querySync({ name: "read", path: WORKER }).state === "granted";
}

/** Computes the rows of one chunk of images after another. */
export interface SalienceWorker {
  /** True once it has started; false if it was closed before. Rejects if it cannot start. */
  readonly ready: Promise<boolean>;
  /** The rows of a chunk; the chunk is handed over and empty afterwards. Chunks are answered in order. */
  rows(chunk: Uint8Array<ArrayBuffer>): Promise<Float32Array>;
  /** Ends the worker; rows that are still awaited are rejected. May be called twice. */
  close(): void;
}

/**
 * Starts a worker.
 *
 * @param task what it will measure, already checked
 * @returns at once; see `ready`
 */
export function startWorker(task: SalienceTask): SalienceWorker {
  const worker = new Worker(WORKER, { type: "module" });
  const { port1: port, port2 } = new MessageChannel();
  const started = Promise.withResolvers<boolean>();
  const waiting: PromiseWithResolvers<Float32Array>[] = [];
  let closed = false;

  const fail = (message: string): void => {
    const error = new InputError(`A salience worker failed: ${message}; try it with one worker`);
    started.reject(error);
    for (const request of waiting.splice(0)) request.reject(error);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  worker.onmessageerror = () => fail("a message did not arrive");
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
