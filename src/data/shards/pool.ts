/** A pool of images of one size in memory, stored together in slabs in the order in which they are read. */
import type { MemoryBudget } from "./memory.ts";

/** The most bytes of a slab, but at least one image. */
const SLAB = 2 ** 20;

/** A pool of copies of images, as far as a budget allows. */
export class ImagePool {
  readonly #slabs: Uint8Array[] = [];
  readonly #perSlab: number;
  #count = 0;

  /** Creates a pool of images of `imageBytes` bytes each. */
  constructor(readonly imageBytes: number, readonly budget: MemoryBudget) {
    this.#perSlab = Math.max(1, Math.floor(SLAB / imageBytes));
  }

  /** Stores a copy of an image; returns its number, or -1 if the budget is used up. */
  add(image: Uint8Array): number {
    if (!this.budget.take(this.imageBytes)) return -1;
    const number = this.#count++;
    if (number % this.#perSlab === 0) this.#slabs.push(new Uint8Array(this.#perSlab * this.imageBytes));
    this.get(number).set(image);
    return number;
  }

  /** Returns the image with a number returned by {@linkcode add}. */
  get(number: number): Uint8Array {
    const start = number % this.#perSlab * this.imageBytes;
    return this.#slabs[Math.floor(number / this.#perSlab)]!.subarray(start, start + this.imageBytes);
  }
}
