/** Images of one size in memory, close together: what is held is what was read, whatever the order was. */
import type { MemoryBudget } from "./memory.ts";

/** Bytes of a slab at most, but at least one image. */
const SLAB = 2 ** 20;

/** Copies of images, as far as a budget allows. */
export class ImagePool {
  readonly #slabs: Uint8Array[] = [];
  readonly #perSlab: number;
  #count = 0;

  /** Makes a pool of images of so many bytes each. */
  constructor(readonly imageBytes: number, readonly budget: MemoryBudget) {
    this.#perSlab = Math.max(1, Math.floor(SLAB / imageBytes));
  }

  /** Keeps a copy of an image; its number, or -1 if the budget is used up. */
  add(image: Uint8Array): number {
    if (!this.budget.take(this.imageBytes)) return -1;
    const number = this.#count++;
    if (number % this.#perSlab === 0) this.#slabs.push(new Uint8Array(this.#perSlab * this.imageBytes));
    this.get(number).set(image);
    return number;
  }

  /** The image of a number that {@linkcode add} gave. */
  get(number: number): Uint8Array {
    const start = number % this.#perSlab * this.imageBytes;
    return this.#slabs[Math.floor(number / this.#perSlab)]!.subarray(start, start + this.imageBytes);
  }
}
