/** Where the directory of a zip archive lies, of 32-bit and of 64-bit archives. */

const END = 0x06054b50, END_64 = 0x06064b50, LOCATOR_64 = 0x07064b50;
const END_SIZE = 22, LOCATOR_64_SIZE = 20, LONGEST_COMMENT = 0xffff;

/** Little-endian numbers; NaN beyond the end of the file, and Infinity beyond 2^53. */
export class Numbers {
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  at(offset: number, size: 2 | 4 | 8): number {
    if (!(offset >= 0 && offset + size <= this.bytes.length)) return NaN;
    if (size === 2) return this.#view.getUint16(offset, true);
    if (size === 4) return this.#view.getUint32(offset, true);
    const value = Number(this.#view.getBigUint64(offset, true));
    return Number.isSafeInteger(value) ? value : Infinity;
  }
}

/** Where the directory begins and ends, in bytes, and how many entries it says it has. */
export interface Directory {
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Finds the directory from the record at the archive's end.
 *
 * @returns undefined where there is none within the file: it is cut off or damaged
 */
export function findDirectory(numbers: Numbers): Directory | undefined {
  const { length } = numbers.bytes;
  // PyTorch writes no comment after the record, but a tool that repacks the archive may.
  for (let end = length - END_SIZE; end >= Math.max(0, length - END_SIZE - LONGEST_COMMENT); end--) {
    if (numbers.at(end, 4) !== END || numbers.at(end + 20, 2) !== length - end - END_SIZE) continue;
    const directory = numbers.at(end - LOCATOR_64_SIZE, 4) === LOCATOR_64
      ? longDirectory(numbers, numbers.at(end - LOCATOR_64_SIZE + 8, 8))
      : directoryOf(numbers.at(end + 10, 2), numbers.at(end + 12, 4), numbers.at(end + 16, 4));
    return directory && directory.end <= end ? directory : undefined;
  }
  return undefined;
}

function longDirectory(numbers: Numbers, end: number): Directory | undefined {
  if (numbers.at(end, 4) !== END_64) return undefined;
  return directoryOf(numbers.at(end + 32, 8), numbers.at(end + 40, 8), numbers.at(end + 48, 8));
}

const directoryOf = (count: number, size: number, start: number) => ({ count, start, end: start + size });
