/** Patch probabilities of some images, on this thread. */
import { bilinearResizer } from "../data/resize.ts";
import type { ImageSize } from "../io/image_size.ts";
import { patchSize } from "./grid.ts";
import { findMeasure } from "./measures.ts";
import { normaliseScores } from "./pooling.ts";
import type { PatchScorer } from "./types.ts";

/** What is to be measured: plain data, so that it can be sent to a worker. */
export interface SalienceTask {
  /** A name of the registry. */
  readonly measure: string;
  /** Patches per side, n. */
  readonly patches: number;
  /** The images' height and width. */
  readonly image: ImageSize;
  /** What they are resized to first; undefined leaves them as they are. */
  readonly resized: ImageSize | undefined;
}

/** The size that is measured; refuses a grid that does not fit it, and an unknown measure. */
export function checkTask({ measure, patches, image, resized }: SalienceTask): ImageSize {
  findMeasure(measure);
  const size = resized ?? image;
  patchSize(size, patches);
  return size;
}

/**
 * Makes the function that does a task.
 *
 * @param task what is to be measured
 * @returns from images, uint8 [N, H, W, 3], to probabilities, float32 [N, n·n]
 * @throws {UsageError} on an unknown measure or a grid that does not fit
 */
export function createRowMaker(task: SalienceTask): (images: Uint8Array) => Float32Array {
  const { image, resized, patches } = task;
  const measured = checkTask(task);
  const score = findMeasure(task.measure).scorer(measured, patches);
  const bytes = image.height * image.width * 3;
  const scores = new Float64Array(patches * patches);
  const measureOne = resized === undefined ? score : afterResizing(score, image, resized);
  return (images) => {
    const count = images.length / bytes;
    const rows = new Float32Array(count * scores.length);
    for (let i = 0; i < count; i++) {
      measureOne(images, i * bytes, scores);
      normaliseScores(scores, rows, i * scores.length);
    }
    return rows;
  };
}

/** Scores images of size `from` once they have become images of size `to`. */
function afterResizing(score: PatchScorer, from: ImageSize, to: ImageSize): PatchScorer {
  const resize = bilinearResizer(from, to), bytes = from.height * from.width * 3;
  const resized = new Uint8Array(to.height * to.width * 3);
  return (pixels, start, scores) => score(resize(pixels.subarray(start, start + bytes), resized), 0, scores);
}
