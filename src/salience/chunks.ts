/** Computes the salience of many images: this thread and its workers each take the next chunk when free. */
import type { ProgressCallback } from "../progress.ts";
import { createRowMaker, type SalienceTask } from "./patch_probabilities.ts";
import { type SalienceWorker, startWorker } from "./worker_lane.ts";

/** A job of several chunks. */
export interface ChunkedJob {
  readonly task: SalienceTask;
  /** The number of images. */
  readonly total: number;
  /** The most images in a chunk. */
  readonly chunk: number;
  /** Reads the images start … end-1: uint8 [end - start, H, W, 3]; may return a view. */
  readonly read: (start: number, end: number) => Uint8Array | Promise<Uint8Array>;
  /** The most threads at a time, including this one. */
  readonly workers: number;
  readonly onProgress?: ProgressCallback | undefined;
}

/** Chunks queued at a worker, so that it does not wait while this thread is busy. */
const IN_FLIGHT = 4;

const otherTasks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/**
 * Runs a job. Its workers, if any, have ended when the promise settles.
 *
 * @param job the images and the task
 * @returns the rows of all images, float32 [total, n·n]
 * @throws any error of `read` or of a worker
 */
export async function computeChunks(
  { task, total, chunk, read, workers, onProgress }: ChunkedJob,
): Promise<Float32Array> {
  const columns = task.patches * task.patches;
  const result = new Float32Array(total * columns);
  const makeRows = createRowMaker(task);
  let next = 0, done = 0, failed = false;

  /** Computes chunks until none is left. */
  const lane = async (
    rowsOf: (images: Uint8Array) => Float32Array | Promise<Float32Array>,
  ): Promise<void> => {
    while (next < total && !failed) {
      const start = next, end = Math.min(start + chunk, total);
      next = end;
      result.set(await rowsOf(await read(start, end)), start * columns);
      done += end - start;
      onProgress?.(done, total, `salience (${task.measure})`);
    }
  };

  const others: SalienceWorker[] = [];
  try {
    const extra = Math.min(workers - 1, Math.ceil(total / chunk) - 1);
    for (let i = 0; i < extra; i++) others.push(startWorker(task));
    const onThisThread = async (): Promise<void> => {
      await lane(async (images) => {
        const rows = makeRows(images);
        if (others.length > 0) await otherTasks();
        return rows;
      });
      // A worker that has not started by now would find nothing to do.
      for (const worker of idle) worker.close();
    };
    const idle = new Set(others);
    const onWorker = async (worker: SalienceWorker): Promise<void> => {
      if (!await worker.ready) return;
      idle.delete(worker);
      // A chunk's memory is transferred to the worker, so send a copy.
      const lanes = Array.from(
        { length: IN_FLIGHT },
        () => lane((images) => worker.rows(new Uint8Array(images))),
      );
      await Promise.all(lanes);
    };
    await Promise.all([onThisThread(), ...others.map(onWorker)]);
    return result;
  } finally {
    failed = done < total;
    for (const worker of others) worker.close();
  }
}
