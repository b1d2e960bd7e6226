/** Converts the objects of images to a detector's targets. */
import type { PatchMask } from "../batch.ts";
import type { ObjectBox } from "../boxes.ts";
import { UsageError } from "../errors.ts";
import type { DetectionTarget } from "./assign.ts";

/** Height and width of images in pixels. */
interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * Converts the objects of a batch to targets, without difficult ones.
 *
 * @param objects the objects of each image, in pixels
 * @param size the size of the images
 *
 * @example
 * ```ts
 * import { targetsOf } from "./targets.ts";
 *
 * const object = { classIndex: 2, difficult: false, box: [0, 8, 16, 24] } as const;
 * const [target] = targetsOf([[object]], { height: 32, width: 32 });
 * console.assert(target?.box.join() === "0.25,0.5,0.5,0.5");
 * ```
 */
export function targetsOf(
  objects: readonly (readonly ObjectBox[])[],
  { height, width }: Size,
): DetectionTarget[] {
  return objects.flatMap((own, image) =>
    own.filter(({ difficult }) => !difficult).map(({ classIndex, box: [left, top, right, bottom] }) => ({
      image,
      classIndex,
      box: [
        (left + right) / 2 / width,
        (top + bottom) / 2 / height,
        (right - left) / width,
        (bottom - top) / height,
      ] as const,
    }))
  );
}

/** Computes the share of a box that is covered by hidden patches. */
function hiddenShare(
  [left, top, right, bottom]: ObjectBox["box"],
  kept: Uint8Array,
  patches: number,
  { height, width }: Size,
): number {
  let hidden = 0;
  const rows = height / patches, columns = width / patches;
  for (let k = 0; k < kept.length; k++) {
    if (kept[k] !== 0) continue;
    const y = Math.floor(k / patches) * rows, x = (k % patches) * columns;
    const across = Math.min(right, x + columns) - Math.max(left, x);
    const down = Math.min(bottom, y + rows) - Math.max(top, y);
    if (across > 0 && down > 0) hidden += across * down;
  }
  return hidden / ((right - left) * (bottom - top));
}

/**
 * Drops objects that a mask hides too much, as a network cannot find what it is not shown.
 *
 * @param objects the objects of each image, in pixels
 * @param mask the patches that are kept
 * @param size the size of the images
 * @param dropHidden the largest share of a box that may be hidden, 0 < share ≤ 1; with 1 no object is dropped
 * @throws {UsageError} on a share out of range
 *
 * @example
 * ```ts
 * import { dropHiddenObjects } from "./targets.ts";
 *
 * const object = { classIndex: 0, difficult: false, box: [0, 0, 8, 8] } as const;
 * const mask = { kept: Uint8Array.of(0, 1, 1, 1), patches: 2 };
 * console.assert(dropHiddenObjects([[object]], mask, { height: 32, width: 32 }, 0.9)[0]!.length === 0);
 * ```
 */
export function dropHiddenObjects(
  objects: readonly (readonly ObjectBox[])[],
  { kept, patches }: Pick<PatchMask, "kept" | "patches">,
  size: Size,
  dropHidden: number,
): ObjectBox[][] {
  if (!(dropHidden > 0 && dropHidden <= 1)) {
    throw new UsageError(
      `Cannot drop objects hidden by more than ${dropHidden}: give a share above 0, at most 1`,
    );
  }
  const grid = patches * patches;
  return objects.map((own, image) => {
    const mask = kept.subarray(image * grid, (image + 1) * grid);
    return own.filter(({ box }) => hiddenShare(box, mask, patches, size) <= dropHidden);
  });
}
