/** A data set: dark and bright stripes, made here. Change `load` to read images of yours. */
import { defineDataset, memorySplit, randomStream } from "@cbm/curriculum-by-masking";

export default defineDataset({
  name: "NAME",
  summary: "stripes: across or along",
  options: {
    size: { kind: "integer", default: 16, range: { min: 4, max: 512 }, help: "height and width in pixels" },
    train: { kind: "integer", default: 200, range: { min: 2 }, help: "number of training images" },
    test: { kind: "integer", default: 100, range: { min: 2 }, help: "number of test images" },
  },
  // `dataDir` among the second argument is the folder that the user gave with --data-dir.
  load({ size, train, test }) {
    const shape = [size, size, 3] as const;
    const make = (count: number, name: string) => {
      const random = randomStream(1, name),
        labels = Int32Array.from({ length: count }, (_, image) => image % 2);
      // uint8 [count, height, width, 3]; labels are classes, counted from 0.
      const images = new Uint8Array(count * size * size * 3);
      for (let pixel = 0; pixel < count * size * size; pixel++) {
        const image = Math.floor(pixel / (size * size)),
          y = Math.floor(pixel / size) % size,
          x = pixel % size;
        const isBright = ((labels[image] === 0 ? y : x) >> 1) % 2 === 0;
        images.fill((isBright ? 160 : 40) + random.integer(60), 3 * pixel, 3 * pixel + 3);
      }
      return memorySplit({ images, shape, labels });
    };
    return Promise.resolve({
      name: "NAME",
      classes: ["across", "along"],
      shape,
      train: make(train, "NAME/train"),
      test: make(test, "NAME/test"),
      attribution: "Made by NAME.ts.",
    });
  },
});
