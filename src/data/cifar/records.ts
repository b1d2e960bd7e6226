/** Reads the binary records of CIFAR: label bytes, then a red, a green and a blue plane. */
import { basename } from "@std/path";
import { InputError } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";

/** The layout of a file's records. */
export interface RecordLayout {
  /** Height and width of the images. */
  readonly side: number;
  /** The number of classes of each label byte before the pixels. */
  readonly labelClasses: readonly number[];
  /** The index of the label byte that holds the class. */
  readonly labelIndex: number;
}

/** The number of records read at a time. */
const PIECE = 500;

/**
 * Checks that a file has exactly the given number of records.
 *
 * @throws {InputError} naming the file, its size, and the byte at which it is cut off
 */
export async function checkRecordFile(path: string, layout: RecordLayout, records: number): Promise<void> {
  let size: number;
  try {
    size = (await Deno.stat(path)).size;
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
  const recordSize = layout.labelClasses.length + 3 * layout.side ** 2, expected = records * recordSize;
  if (size === expected) return;
  const whole = Math.floor(size / recordSize);
  const fault = size > expected
    ? `has ${size - expected} bytes after its last record, from byte ${expected}`
    : size % recordSize === 0
    ? `is cut off at byte ${size}, after ${whole} of ${records} records`
    : `is cut off at byte ${size}, within record ${whole} (of 0 … ${records - 1})`;
  throw new InputError(
    `Cannot read ${path}: ${basename(path)} ${fault}; ` +
      `${records} records of ${recordSize} bytes were expected, ${expected} bytes`,
  );
}

/** Fills the buffer from a file that must have at least as many bytes left. */
function fill(file: Deno.FsFile, buffer: Uint8Array, path: string): void {
  for (let done = 0; done < buffer.length;) {
    const count = file.readSync(buffer.subarray(done));
    if (count === null) throw new InputError(`Cannot read ${path}: it was cut off while being read`);
    done += count;
  }
}

/** Writes the pixels of a record's planes as [side, side, 3]. */
function interleave(planes: Uint8Array, pixels: Uint8Array): void {
  const plane = planes.length / 3;
  for (let red = 0, to = 0; red < plane; red++, to += 3) {
    pixels[to] = planes[red]!;
    pixels[to + 1] = planes[red + plane]!;
    pixels[to + 2] = planes[red + 2 * plane]!;
  }
}

/**
 * Reads all records of a file in order.
 *
 * @param path the file
 * @param layout the layout of its records
 * @param labels receives the classes, [records]
 * @param onPixels gets the pixels of some records at a time, uint8 [n, side, side, 3]; valid until it returns
 * @returns when the file was last changed, in milliseconds; undefined where the system does not tell
 * @throws {InputError} on a file of another size and on a label out of range, naming file and byte
 */
export async function readRecords(
  path: string,
  layout: RecordLayout,
  labels: Int32Array,
  onPixels: (pixels: Uint8Array) => void,
): Promise<{ changed: number | undefined }> {
  await checkRecordFile(path, layout, labels.length);
  const { labelClasses, labelIndex } = layout, labelSize = labelClasses.length, length = 3 * layout.side ** 2;
  const recordSize = labelSize + length, piece = new Uint8Array(PIECE * recordSize);
  const pixels = new Uint8Array(PIECE * length);
  const checkLabels = (record: Uint8Array, index: number): void => {
    for (const [k, classes] of labelClasses.entries()) {
      if (record[k]! < classes) continue;
      throw new InputError(
        `Cannot read ${path}: ${basename(path)} has the label ${record[k]} at byte ` +
          `${index * recordSize + k} (record ${index}), where 0 … ${classes - 1} was expected; ` +
          "it is another file, or damaged",
      );
    }
  };
  try {
    using file = await Deno.open(path);
    const changed = changedAt(file);
    for (let first = 0; first < labels.length; first += PIECE) {
      const count = Math.min(PIECE, labels.length - first);
      fill(file, piece.subarray(0, count * recordSize), path);
      for (let k = 0; k < count; k++) {
        const record = piece.subarray(k * recordSize, (k + 1) * recordSize);
        checkLabels(record, first + k);
        labels[first + k] = record[labelIndex]!;
        interleave(record.subarray(labelSize), pixels.subarray(k * length, (k + 1) * length));
      }
      onPixels(pixels.subarray(0, count * length));
    }
    return { changed };
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
}

const changedAt = (file: Deno.FsFile): number | undefined => file.statSync().mtime?.getTime();

/**
 * Opens a file of records to read single ones.
 *
 * @param changed when it was last changed, as {@linkcode readRecords} returned it
 * @throws {InputError} if it cannot be read or has changed since
 */
export function openRecords(
  path: string,
  layout: RecordLayout,
  changed: number | undefined,
): Disposable & { readPixels(record: number, pixels: Uint8Array): void } {
  const length = 3 * layout.side ** 2,
    labelSize = layout.labelClasses.length,
    planes = new Uint8Array(length);
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw explainFileError(error, "read", path);
    }
  };
  const file = attempt(() => Deno.openSync(path));
  if (changedAt(file) !== changed) {
    file.close();
    throw new InputError(`Cannot read ${path}: it has changed since its images were checked; start again`);
  }
  return {
    readPixels: (record, pixels) =>
      attempt(() => {
        file.seekSync(record * (labelSize + length) + labelSize, Deno.SeekMode.Start);
        fill(file, planes, path);
        interleave(planes, pixels);
      }),
    [Symbol.dispose]: () => file.close(),
  };
}
