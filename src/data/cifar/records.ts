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
const fill = async (file: Deno.FsFile, buffer: Uint8Array, path: string): Promise<void> => {
  for (let done = 0; done < buffer.length;) {
    const count = await file.read(buffer.subarray(done));
    if (count === null) throw new InputError(`Cannot read ${path}: it was cut off while being read`);
    done += count;
  }
};

/**
 * Reads the records of a file into their place in a split, piece by piece.
 *
 * @param path the file
 * @param layout the layout of its records
 * @param images receives the pixels, uint8 [records, side, side, 3]
 * @param labels receives the classes, [records]
 * @throws {InputError} on a file of another size and on a label out of range, naming file and byte
 */
export async function readRecords(
  path: string,
  layout: RecordLayout,
  images: Uint8Array,
  labels: Int32Array,
): Promise<void> {
  await checkRecordFile(path, layout, labels.length);
  const { labelClasses, labelIndex } = layout, labelSize = labelClasses.length, plane = layout.side ** 2;
  const recordSize = labelSize + 3 * plane, piece = new Uint8Array(PIECE * recordSize);
  const readPiece = (bytes: Uint8Array, first: number): void => {
    for (let start = 0, record = first; start < bytes.length; start += recordSize, record++) {
      for (let k = 0; k < labelSize; k++) {
        if (bytes[start + k]! < labelClasses[k]!) continue;
        throw new InputError(
          `Cannot read ${path}: ${basename(path)} has the label ${bytes[start + k]} at byte ` +
            `${record * recordSize + k} (record ${record}), where 0 … ${
              labelClasses[k]! - 1
            } was expected; ` +
            "it is another file, or damaged",
        );
      }
      labels[record] = bytes[start + labelIndex]!;
      let to = record * 3 * plane;
      for (let red = start + labelSize; red < start + labelSize + plane; red++, to += 3) {
        images[to] = bytes[red]!;
        images[to + 1] = bytes[red + plane]!;
        images[to + 2] = bytes[red + 2 * plane]!;
      }
    }
  };
  try {
    using file = await Deno.open(path);
    for (let record = 0; record < labels.length; record += PIECE) {
      const bytes = piece.subarray(0, Math.min(PIECE, labels.length - record) * recordSize);
      await fill(file, bytes, path);
      readPiece(bytes, record);
    }
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
}
