/** Records how images were moved, and moves their boxes along. */
import type { Geometry, HostBatch } from "../../batch.ts";
import type { ObjectBox } from "../../boxes.ts";

/** The objects of each image of a batch, [B]. */
export type BatchObjects = readonly (readonly ObjectBox[])[];

/** Copies a batch's geometry, to be updated; if it has none, the images count as not moved. */
export function copyGeometry({ geometry, indices }: HostBatch): Geometry {
  const size = indices.length;
  return {
    flipped: geometry?.flipped.slice() ?? new Uint8Array(size),
    top: geometry?.top.slice() ?? new Int16Array(size),
    left: geometry?.left.slice() ?? new Int16Array(size),
  };
}

/**
 * Moves the boxes of a batch along with its pixels; boxes are clipped to the image, and objects outside of it
 * are dropped.
 *
 * @param objects the objects of each image; undefined for classifiers
 * @param shape the images' height, width and channels
 * @param move moves a box of image b
 * @returns the new objects, if there are any
 */
export function moveObjects(
  objects: BatchObjects | undefined,
  [height, width]: HostBatch["shape"],
  move: (b: number, box: ObjectBox["box"]) => ObjectBox["box"],
): { objects?: BatchObjects } {
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
