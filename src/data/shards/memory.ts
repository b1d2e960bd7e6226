/** How many bytes of decoded images are held in memory. */
import { UsageError } from "../../errors.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
const DEFAULT_CAP = 2 * 2 ** 30;
/** Bytes that are not filled with images, if the cap has them. */
const WORKING = 64 * 2 ** 20;

/**
 * Reads an amount of memory.
 *
 * @param text a number of bytes, or one of KiB, MiB or GiB, such as "512MiB"
 * @returns bytes
 * @throws {UsageError} if it is neither
 *
 * @example
 * ```ts
 * import { parseBytes } from "./memory.ts";
 *
 * console.assert(parseBytes("1.5GiB") === 1610612736);
 * ```
 */
export function parseBytes(text: string): number {
  const [, number = "", unit = "?"] = /^\s*(\d+(?:\.\d+)?)\s*(|[KMG]iB)\s*$/.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (UNITS[unit] ?? NaN));
  if (number !== "" && Number.isSafeInteger(bytes)) return bytes;
  throw new UsageError(`Cannot read "${text}" as an amount of memory: write it as 512MiB or 2GiB`);
}

/** The cap where none is given: `$CBM_MEMORY_CAP`, else 2 GiB. */
export function defaultMemoryCap(): number {
  const text = Deno.env.get("CBM_MEMORY_CAP");
  return text ? parseBytes(text) : DEFAULT_CAP;
}

/**
 * Refuses a cap that is below what a data set takes that is held in memory as a whole.
 *
 * @param name the data set's
 * @param bytes of its images
 * @param cap bytes; the default cap where none was given
 * @throws {UsageError} that names both
 */
export function checkMemoryCap(name: string, bytes: number, cap: number = defaultMemoryCap()): void {
  if (bytes <= cap) return;
  const [needed, allowed] = [bytes, cap].map((one) => `${Number((one / 2 ** 20).toPrecision(3))} MiB`);
  throw new UsageError(
    `Cannot hold ${name} in ${allowed} of memory: its images take ${needed} and are held as a whole; raise ` +
      "--memory-cap or CBM_MEMORY_CAP",
  );
}

/**
 * What the images of a data set may take in memory. An epoch reads every image once, so which ones are held makes
 * no difference: those that come first stay, and none is ever thrown out for another.
 */
export class MemoryBudget {
  #held = 0;
  readonly #most: number;

  /**
   * Makes a budget.
   *
   * @param cap bytes that the images and the work on them may take together: of it a quarter, at most 64 MiB, is left
   * to batches, to decoding and to what allocators keep
   */
  constructor(readonly cap: number) {
    this.#most = cap - Math.min(cap / 4, WORKING);
  }

  /** Bytes that are held now. */
  get held(): number {
    return this.#held;
  }

  /** Takes so many bytes, if they are left. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#most) return false;
    this.#held += bytes;
    return true;
  }

  /** Gives back what was taken. */
  give(bytes: number): void {
    this.#held -= bytes;
  }
}
