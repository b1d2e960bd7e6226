/** The record of how images were moved. */
import type { Geometry, HostBatch } from "../../method/types.ts";

/** A copy of a batch's geometry to add to; of images that were not moved where it has none. */
export function copyGeometry({ geometry, indices }: HostBatch): Geometry {
  const size = indices.length;
  return {
    flipped: geometry?.flipped.slice() ?? new Uint8Array(size),
    top: geometry?.top.slice() ?? new Int16Array(size),
    left: geometry?.left.slice() ?? new Int16Array(size),
  };
}
