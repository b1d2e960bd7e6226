/**
 * Named, splittable, serialisable random streams. Nothing else in the project draws random numbers.
 *
 * A stream is named by a seed and a path such as `"masks/epoch=3"`; equal names give equal numbers on every
 * machine, and a stream's state can be stored in a checkpoint. The generator is xoshiro128** (Blackman and
 * Vigna, 2018), seeded by hashing the name.
 *
 * @module
 */

/** The state of a stream: four unsigned 32-bit words. */
export type RandomState = readonly [number, number, number, number];

const fnv1a = (text: string, start: number): number => {
  let hash = start;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
};

const mix = (value: number): number => {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

const rotateLeft = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** A stream of random numbers; {@linkcode randomStream} creates one. */
export class RandomStream {
  readonly #name: string;
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Creates the stream of a full name (seed and path); see {@linkcode randomStream}. */
  constructor(name: string) {
    this.#name = name;
    const first = fnv1a(name, 2166136261), second = fnv1a(name, 0x9747b28c);
    this.#a = mix(first);
    this.#b = mix(second ^ 0x9e3779b9);
    this.#c = mix((first + 0x7f4a7c15) >>> 0);
    this.#d = mix((second + 0x85157af5) >>> 0) || 1;
  }

  /** Returns a new stream named below this one; it does not depend on how much was drawn from this one. */
  split(path: string): RandomStream {
    return new RandomStream(`${this.#name}/${path}`);
  }

  /** Draws an unsigned 32-bit integer. */
  uint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** Fills an array with the numbers that repeated calls of {@linkcode uint32} would draw, ten times as fast. */
  fill(target: Uint32Array): void {
    let a = this.#a, b = this.#b, c = this.#c, d = this.#d;
    for (let i = 0; i < target.length; i++) {
      target[i] = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = rotateLeft(d, 11);
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#d = d;
  }

  /** Draws a uniform number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
  }

  /** Draws a uniform integer from 0 … n-1, without bias; n is at most 2^32. */
  integer(n: number): number {
    const limit = 4294967296 - (4294967296 % n);
    let bits = this.uint32();
    while (bits >= limit) bits = this.uint32();
    return bits % n;
  }

  /** Draws from the exponential distribution with rate 1. */
  exponential(): number {
    return -Math.log1p(-this.uniform());
  }

  /** Draws from the standard normal distribution (Box-Muller, one of the pair). */
  normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Shuffles an array in place (Fisher-Yates) and returns it. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
    return items;
  }

  /** Draws a random order of 0 … n-1. */
  permutation(n: number): Uint32Array {
    return this.shuffle(Uint32Array.from({ length: n }, (_, index) => index));
  }

  /** Returns the state, for a checkpoint. */
  state(): RandomState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0];
  }

  /** Resumes from a stored state. */
  restore(state: RandomState): void {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }
}

/**
 * Creates the random stream of a seed and a path.
 *
 * @param seed a run's seed; any integer, 0 included
 * @param path names the purpose of the numbers, such as `"weights"` or `"masks/epoch=3"`
 * @returns a stream that gives the same numbers on every machine and in every run
 *
 * @example
 * ```ts
 * import { randomStream } from "./random.ts";
 *
 * const masks = randomStream(1, "masks");
 * const again = randomStream(1, "masks");
 * console.assert(masks.uniform() === again.uniform());
 * ```
 */
export function randomStream(seed: number, path: string): RandomStream {
  return new RandomStream(`${seed}:${path}`);
}
