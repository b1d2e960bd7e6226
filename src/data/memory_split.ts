/** Creates splits whose images are held in memory. */
import type { ObjectBox } from "../boxes.ts";
import { sha256Hex } from "../io/hash.ts";
import { reuseBuffer } from "./reusable_buffer.ts";
import type { Split } from "./types.ts";

/** The contents of a split in memory. */
export interface MemorySplitContents {
  /** uint8 [N, H, W, 3]; kept, not copied. */
  readonly images: Uint8Array;
  readonly shape: readonly [height: number, width: number, channels: 3];
  /** The class of every image, [N]. */
  readonly labels: Int32Array;
  /** The group of every image, [N]; images of one group are not independent of each other. */
  readonly groups?: Int32Array | undefined;
  /** The classes in every image, [N, classes]; see {@linkcode Split.multiHot}. */
  readonly multiHot?: Uint8Array | undefined;
  /** The objects of every image, [N]. */
  readonly objects?: readonly (readonly ObjectBox[])[] | undefined;
}

const bytesOf = (values: Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/**
 * Creates a split of images in memory.
 *
 * @param contents images, labels and, if images belong together, groups
 * @returns the split; its content hash covers shape, pixels, labels and boxes and is computed on first use
 * @throws {RangeError} if the numbers of images, labels, groups, label vectors and lists of objects differ
 *
 * @example
 * ```ts
 * import { memorySplit } from "./memory_split.ts";
 *
 * const images = new Uint8Array(2 * 4 * 4 * 3).fill(9, 48);
 * const split = memorySplit({ images, shape: [4, 4, 3], labels: Int32Array.of(0, 1) });
 * console.assert((await split.read([1]))[0] === 9);
 * ```
 */
export function memorySplit(contents: MemorySplitContents): Split {
  const { images, shape, labels, groups, multiHot, objects } = contents;
  const size = labels.length, length = shape[0] * shape[1] * shape[2];
  if (images.length !== size * length || (groups !== undefined && groups.length !== size)) {
    throw new RangeError(
      `Cannot create a split of ${images.length / length} images, ${size} labels and ${
        groups?.length ?? "no"
      } groups`,
    );
  }
  if ((multiHot?.length ?? 0) % size !== 0 || (objects !== undefined && objects.length !== size)) {
    throw new RangeError(
      `Cannot create a split of ${size} images with ${multiHot?.length ?? "no"} class flags and ` +
        `${objects?.length ?? "no"} lists of objects`,
    );
  }
  let hash: string | undefined;
  return {
    size,
    labels,
    groups,
    ...(multiHot && { multiHot }),
    ...(objects && { objects: (index: number) => objects[index]! }),
    get contentHash() {
      const more = [...(multiHot ? [multiHot] : []), ...(objects ? [JSON.stringify(objects)] : [])];
      return hash ??= sha256Hex(shape.join("×"), images, bytesOf(labels), ...more);
    },
    read(indices, buffer) {
      const batch = reuseBuffer(indices.length * length, buffer);
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        if (!(index >= 0 && index < size)) {
          return Promise.reject(new RangeError(`Cannot read image ${index}: the split has ${size}`));
        }
        batch.set(images.subarray(index * length, (index + 1) * length), i * length);
      }
      return Promise.resolve(batch);
    },
  };
}
