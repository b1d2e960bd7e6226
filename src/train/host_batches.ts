/**
 * Creates a training's batches on the host, augmented by the recipe. If that is slow, a worker creates the
 * next batch while this thread computes the step; the results are the same.
 *
 * @module
 */
import type { HostBatch } from "../batch.ts";
import type { Augmentation } from "../data/augment/mod.ts";
import type { Dataset } from "../data/types.ts";
import { loadedExtensions } from "../extension.ts";
import type { RandomState } from "../random.ts";
import type { AugmentAnswer, AugmentRequest } from "./augment_worker.ts";
import type { EpochStreams } from "./streams.ts";

const WORKER = new URL("./augment_worker.ts", import.meta.url);

/** Milliseconds of augmentation above which a worker is worth its messages. */
const WORTHWHILE = 3;
/**
 * Consecutive slow batches before a worker is started, since the first ones are slow while code is compiled.
 */
const IN_A_ROW = 3;

interface Made {
  readonly made: HostBatch;
  readonly random: RandomState;
}

/** A source of a training's batches. */
export interface HostBatches extends Disposable {
  /**
   * Reads and augments a batch; draws from the epoch's augmentation stream.
   *
   * @param indices the batch's images in `dataset.train`
   * @param next the images of the next step, undefined at the end of an epoch
   */
  make(indices: Uint32Array, next: Uint32Array | undefined, streams: EpochStreams): Promise<HostBatch>;
}

/** Returns whether workers may be started: their source must be readable, and a core must be free. */
const mayStart = (): boolean =>
  navigator.hardwareConcurrency > 1 && WORKER.protocol === "file:" &&
  Deno.permissions.querySync({ name: "read", path: WORKER }).state === "granted";

/**
 * Creates the source of a training's batches.
 *
 * @param worthwhile milliseconds of augmentation above which a worker is started: 0 always, Infinity never
 */
export function hostBatches(
  { train, shape }: Dataset,
  augment: Augmentation,
  worthwhile: number = WORTHWHILE,
): HostBatches {
  let worker: Worker | undefined, buffer: Uint8Array | undefined, slow = 0;
  let possible = augment.names !== undefined && augment.names.length > 0 && mayStart();
  let ahead: { readonly indices: Uint32Array; readonly made: Promise<Made | undefined> } | undefined;

  const read = async (indices: Uint32Array, into?: Uint8Array): Promise<HostBatch> => {
    const images = await train.read(indices, into);
    const objects = train.objects && { objects: Array.from(indices, (index) => train.objects!(index)) };
    return { indices, images, original: images, shape, geometry: undefined, ...objects };
  };

  const stop = (): void => {
    worker?.terminate();
    worker = undefined;
  };

  /**
   * Asks the worker for a batch; resolves to undefined if it fails, after which the worker is not used again.
   */
  const order = (plain: HostBatch, random: RandomState): Promise<Made | undefined> => {
    const { promise, resolve } = Promise.withResolvers<Made | undefined>();
    const fail = () => {
      possible = false; // this thread meets the same error when it creates the batch
      stop();
      resolve(undefined);
    };
    worker ??= new Worker(WORKER, { type: "module" });
    worker.onerror = (event) => {
      event.preventDefault();
      fail();
    };
    worker.onmessageerror = fail;
    worker.onmessage = ({ data }: MessageEvent<AugmentAnswer>) => "failure" in data ? fail() : resolve(data);
    const request: AugmentRequest = {
      augmentations: augment.names!,
      extensions: loadedExtensions(),
      kind: augment.kind!,
      plain,
      random,
    };
    worker.postMessage(request, [plain.images.buffer as ArrayBuffer]);
    return promise;
  };

  return {
    async make(indices, next, streams) {
      const done = await ahead?.made;
      const ordered = ahead?.indices.join() === indices.join() ? done : undefined;
      ahead = undefined;
      let batch: HostBatch;
      if (ordered !== undefined) {
        streams.augmentation.restore(ordered.random);
        batch = ordered.made;
      } else {
        const plain = await read(indices, buffer), start = performance.now();
        buffer ??= plain.images; // safe to reuse: a batch is used up before the next is requested
        batch = augment(plain, streams.augmentation);
        slow = performance.now() - start < worthwhile ? 0 : slow + 1;
      }
      const isSlow = worker !== undefined || slow >= (worthwhile === 0 ? 1 : IN_A_ROW);
      if (isSlow && possible && next !== undefined) {
        const plain = await read(next);
        ahead = { indices: next, made: order(plain, streams.augmentation.state()) };
      }
      return batch;
    },
    [Symbol.dispose]: stop,
  };
}
