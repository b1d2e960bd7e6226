/** The record of how images were moved, and the boxes that move with them. */
import type { Geometry, HostBatch } from "../../batch.ts";
import type { ObjectBox } from "../../boxes.ts";

/** A copy of a batch's geometry to add to; of images that were not moved where it has none. */
export function copyGeometry({ geometry, indices }: HostBatch): Geometry {
  const size = indices.length;
  return {
    flipped: geometry?.flipped.slice() ?? new Uint8Array(size),
    top: geometry?.top.slice() ?? new Int16Array(size),
    left: geometry?.left.slice() ?? new Int16Array(size),
  };
}

/**
 * Moves the boxes of a batch along with its pixels; what lies outside of the image is cut off, and an object that is
 * wholly outside is left out.
 *
 * @param move where a box of the batch's image b goes
 * @returns the batch's new objects; nothing where it has none
 */
export function moveObjects(
  { objects, shape: [height, width] }: HostBatch,
  move: (b: number, box: ObjectBox["box"]) => ObjectBox["box"],
): Pick<HostBatch, "objects"> {
  if (objects === undefined) return {};
  const moved = objects.map((own, b) =>
    own.flatMap((object): ObjectBox[] => {
      const [left, top, right, bottom] = move(b, object.box);
      const box = [
        Math.max(left, 0),
        Math.max(top, 0),
        Math.min(right, width),
        Math.min(bottom, height),
      ] as const;
      return box[0] < box[2] && box[1] < box[3] ? [{ ...object, box }] : [];
    })
  );
  return { objects: moved };
}
