/** Computes patch probabilities on the calling thread. */
import { bilinearResizer } from "../data/resize.ts";
import type { ImageSize } from "../io/image_size.ts";
import { patchSize } from "./grid.ts";
import { findMeasure } from "./measures.ts";
import { normaliseScores } from "./pooling.ts";
import type { PatchScorer } from "./types.ts";

/** Settings of a measurement, as plain data that can be sent to a worker. */
export interface SalienceTask {
  /** A name of the registry of measures. */
  readonly measure: string;
  /** Patches per side, n. */
  readonly patches: number;
  /** The images' height and width. */
  readonly image: ImageSize;
  /** The size to which they are resized first; undefined if they are not resized. */
  readonly resized: ImageSize | undefined;
}

/** Returns the measured size; throws a UsageError on an unknown measure or a grid that does not fit. */
export function checkTask({ measure, patches, image, resized }: SalienceTask): ImageSize {
  findMeasure(measure);
  const size = resized ?? image;
  patchSize(size, patches);
  return size;
}

/**
 * Creates the function that measures images.
 *
 * @param task the settings of the measurement
 * @returns a function from images, uint8 [N, H, W, 3], to probabilities, float32 [N, n·n]
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

/** Wraps a scorer so that it resizes images of size `from` to size `to` first. */
function afterResizing(score: PatchScorer, from: ImageSize, to: ImageSize): PatchScorer {
  const resize = bilinearResizer(from, to), bytes = from.height * from.width * 3;
  const resized = new Uint8Array(to.height * to.width * 3);
  return (pixels, start, scores) => score(resize(pixels.subarray(start, start + bytes), resized), 0, scores);
}
