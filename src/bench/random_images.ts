/** Random images for the bench, with as many classes or objects as CIFAR-10 and PASCAL VOC. */
import type { NetworkKind } from "../batch.ts";
import type { ObjectBox } from "../boxes.ts";
import { memorySplit } from "../data/memory_split.ts";
import type { Dataset } from "../data/types.ts";
import { type RandomStream, randomStream } from "../random.ts";

/** The numbers of classes of CIFAR-10 and PASCAL VOC, and objects per image, more than PASCAL VOC has. */
const CLASSES = { classifier: 10, detector: 20 } as const, OBJECTS = 7;

/** Draws objects around the image's middle, with sides of 4 to 39 % of the image's. */
function randomObjects(size: number, random: RandomStream): ObjectBox[] {
  return Array.from({ length: OBJECTS }, () => {
    const [x, y] = [0.2 + 0.6 * random.uniform(), 0.2 + 0.6 * random.uniform()];
    const [width, height] = [0.04 + 0.35 * random.uniform(), 0.04 + 0.35 * random.uniform()];
    const box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2] as const;
    return {
      classIndex: random.integer(CLASSES.detector),
      difficult: false,
      box: [size * box[0], size * box[1], size * box[2], size * box[3]],
    };
  });
}

/**
 * Creates a data set of random images in memory.
 *
 * @param count training images; the test set is the first of them
 * @param size pixels per side
 * @param kind "detector" gives the images objects
 */
export function randomImages(count: number, size: number, kind: NetworkKind): Dataset {
  const random = randomStream(0, "benchmark"), classes = CLASSES[kind];
  const images = Uint8Array.from({ length: count * size * size * 3 }, () => random.uint32() >>> 24);
  const labels = Int32Array.from({ length: count }, (_, index) => index % classes);
  const objects = Array.from({ length: kind === "detector" ? count : 0 }, () => randomObjects(size, random));
  const shape = [size, size, 3] as const;
  const first = (length: number) =>
    memorySplit({
      images: images.subarray(0, length * size * size * 3),
      shape,
      labels: labels.slice(0, length),
      ...(kind === "detector" && { objects: objects.slice(0, length) }),
    });
  return {
    name: "random",
    classes: Array.from({ length: classes }, (_, index) => String(index)),
    shape,
    train: first(count),
    test: first(1),
    attribution: "",
  };
}
