/** The deterministic images of reference/salience.json. */
import { bitsOf } from "./fixture.ts";

/** FNV-1a, 32 bit, of an image's bytes. */
export function fnv1a(bytes: Uint8Array): number {
  let hash = 2166136261;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
}

/** An entry of salience.json. */
export interface SalienceEntry {
  size: number;
  index: number;
  name: string;
  fnv1a_of_bytes: number;
  constant: boolean;
  poly?: [number, number, number, number, number];
  p: Record<string, number[]>;
  block_mean: Record<string, number[]>;
  magnitude_at?: { y: number; x: number; c: number[] }[];
  resized64_p?: Record<string, number[]>;
  resized64_fnv1a?: number;
}

/** The uint8 HWC image that the `rules` of salience.json describe. */
export function referenceImage(seed: string, { size, index, name, poly }: SalienceEntry): Uint8Array {
  const random = bitsOf(seed, name);
  return Uint8Array.from({ length: size * size * 3 }, (_, k) => {
    const c = k % 3, x = Math.floor(k / 3) % size, y = Math.floor(k / (3 * size)), r = random(k) >>> 24;
    if (poly !== undefined) {
      const [a, b, xy, d, shift] = poly;
      return ((a * y * y + b * x * x + xy * x * y + d * c) >> shift) % 256;
    }
    if (index === 0) return Math.floor(x * 255 / (size - 1));
    if (index === 1) return Math.floor((x + y + 8 * c) * 255 / (2 * (size - 1) + 16));
    if (index === 2) return 77;
    if (index === 3) return x < Math.floor(size / 2) ? 40 : 200;
    if (index < 8) return r;
    return 128 + Math.floor((r - 128) * (y + 1) * (x + 1) / (size * size));
  });
}
