/** The grid of patches of an image. */
import { UsageError } from "../errors.ts";
import type { ImageSize } from "../io/image_size.ts";

const divisors = (a: number, b: number): number[] =>
  Array.from({ length: Math.min(a, b) }, (_, i) => i + 1).filter((n) => a % n === 0 && b % n === 0);

/**
 * Returns the size of one patch of an n × n grid.
 *
 * @param size the image's height and width in pixels
 * @param patches patches per side, n
 * @returns a patch's height and width in pixels
 * @throws {UsageError} if n does not divide the height and the width; the message lists the numbers that do
 *
 * @example
 * ```ts
 * import { patchSize } from "./grid.ts";
 *
 * console.assert(patchSize({ height: 32, width: 48 }, 4).width === 12);
 * ```
 */
export function patchSize({ height, width }: ImageSize, patches: number): ImageSize {
  if (!Number.isInteger(patches) || patches < 1) {
    throw new UsageError(`Cannot cut an image into ${patches} patches per side: give a whole number from 1`);
  }
  const uneven = [...new Set([height, width])].filter((side) => side % patches !== 0);
  if (uneven.length > 0) {
    const possible = divisors(height, width).map(String);
    const last = possible.pop();
    const list = possible.length === 0 ? `use ${last}` : `use ${possible.join(", ")} or ${last}`;
    const why = uneven.length === 1
      ? `${patches} does not divide ${uneven[0]}`
      : `${patches} divides neither ${uneven.join(" nor ")}`;
    throw new UsageError(
      `Cannot cut ${height}×${width} images into ${patches}×${patches} patches: ${why}; ${list}`,
    );
  }
  return { height: height / patches, width: width / patches };
}
