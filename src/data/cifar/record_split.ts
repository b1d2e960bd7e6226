/** A split of images in record files, each kept in memory once it was needed. */
import { runningHash } from "../../io/hash.ts";
import { reuseBuffer } from "../reusable_buffer.ts";
import type { Split } from "../types.ts";
import { openRecords, readRecords, type RecordLayout } from "./records.ts";

/**
 * Reads the labels of record files and checks and hashes all that they hold. Pixels take memory only once they are
 * asked for: a run on a fifth of the images needs a fifth of it.
 *
 * @param paths the files, in the order of their images
 * @param recordsPerFile the number of records in each
 * @param onFile called after each file
 * @returns the split; it reads from the files until all images were needed once
 * @throws {InputError} on a file of another size and on a label out of range, naming file and byte
 */
export async function recordSplit(
  paths: readonly string[],
  recordsPerFile: number,
  layout: RecordLayout,
  onFile: () => void,
): Promise<Split> {
  const { side } = layout, length = 3 * side ** 2, size = paths.length * recordsPerFile;
  const labels = new Int32Array(size), hash = runningHash("sha256");
  const changed: (number | undefined)[] = [];
  hash.update(`${side}×${side}×3`);
  for (const [i, path] of paths.entries()) {
    const own = labels.subarray(i * recordsPerFile, (i + 1) * recordsPerFile);
    changed.push((await readRecords(path, layout, own, (pixels) => hash.update(pixels))).changed);
    onFile();
  }
  hash.update(new Uint8Array(labels.buffer));
  // The system gives memory to a page when it is first written.
  const images = new Uint8Array(size * length), isHeld = new Uint8Array(size);
  const imageOf = (index: number) => images.subarray(index * length, (index + 1) * length);

  /** Reads those images that are not held yet, each file's together. */
  const hold = (indices: ArrayLike<number>): void => {
    const missing = Array.from(indices).filter((index) => !isHeld[index]);
    for (const [i, path] of paths.entries()) {
      const here = missing.filter((index) => Math.floor(index / recordsPerFile) === i);
      if (here.length === 0) continue;
      using records = openRecords(path, layout, changed[i]);
      for (const index of here) {
        records.readPixels(index - i * recordsPerFile, imageOf(index));
        isHeld[index] = 1;
      }
    }
  };
  return {
    size,
    labels,
    groups: undefined,
    contentHash: hash.hex(),
    read(indices, buffer) {
      return new Promise((resolve) => {
        for (const index of Array.from(indices)) {
          if (!(index >= 0 && index < size)) {
            throw new RangeError(`Cannot read image ${index}: the split has ${size}`);
          }
        }
        hold(indices);
        const batch = reuseBuffer(indices.length * length, buffer);
        for (let i = 0; i < indices.length; i++) batch.set(imageOf(indices[i]!), i * length);
        resolve(batch);
      });
    },
  };
}
