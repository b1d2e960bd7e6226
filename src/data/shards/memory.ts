/** Limits the bytes of decoded images in memory. */
import { UsageError } from "../../errors.ts";

const UNITS: Readonly<Record<string, number>> = { "": 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };
const DEFAULT_CAP = 2 * 2 ** 30;
/** Bytes of the cap that are reserved for work other than images. */
const WORKING = 64 * 2 ** 20;

/**
 * Parses an amount of memory.
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

/** Returns the default cap: `$CBM_MEMORY_CAP`, else 2 GiB. */
export function defaultMemoryCap(): number {
  const text = Deno.env.get("CBM_MEMORY_CAP");
  return text ? parseBytes(text) : DEFAULT_CAP;
}

/**
 * Checks that a data set that is held entirely in memory fits within the cap.
 *
 * @param name the data set's name
 * @param bytes the size of its images
 * @param cap the cap in bytes, by default {@linkcode defaultMemoryCap}
 * @throws {UsageError} naming both sizes if it does not fit
 */
export function checkMemoryCap(name: string, bytes: number, cap: number = defaultMemoryCap()): void {
  if (bytes <= cap) return;
  const [needed, allowed] = [bytes, cap].map((one) => `${Number((one / 2 ** 20).toPrecision(3))} MiB`);
  throw new UsageError(
    `Cannot hold ${name} in ${allowed} of memory: its images take ${needed} and are held entirely; raise ` +
      "--memory-cap or CBM_MEMORY_CAP",
  );
}

/**
 * A budget for the images of a data set in memory. Since an epoch reads every image once, it does not matter
 * which ones are held: the first ones stay and are never evicted.
 */
export class MemoryBudget {
  #held = 0;
  readonly #most: number;

  /**
   * Creates a budget.
   *
   * @param cap bytes for images and work together; a quarter, at most 64 MiB, is reserved for batches,
   * decoding and memory kept by allocators
   */
  constructor(readonly cap: number) {
    this.#most = cap - Math.min(cap / 4, WORKING);
  }

  /** Bytes held now. */
  get held(): number {
    return this.#held;
  }

  /** Takes bytes if enough are left; returns whether it did. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#most) return false;
    this.#held += bytes;
    return true;
  }

  /** Returns bytes to the budget. */
  give(bytes: number): void {
    this.#held -= bytes;
  }
}
