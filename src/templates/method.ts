/** A training method: hides a square in the middle of some images. Change what `create` returns to make it yours. */
import { defineMethod } from "@cbm/curriculum-by-masking";

export default defineMethod({
  // The name in labels and tables; the file's own name does not matter.
  name: "NAME",
  summary: "hides the middle of a share of the images that grows during training",
  // Each option has a kind, a range and a default; they are written as ./NAME.ts:share=0.3.
  options: {
    share: { kind: "number", default: 0.5, range: { min: 0, max: 1 }, help: "final share of images" },
    side: { kind: "integer", default: 8, range: { min: 1 }, help: "side of the square, pixels" },
  },
  create: ({ share, side }) => ({
    // Called once. The hooks that it returns see nothing but their arguments, so that a run resumes exactly.
    prepare: ({ epochs }) => {
      let probability = 0;
      return Promise.resolve({
        // Called at the start of each epoch, counted from 0; the ratio goes into metrics.jsonl.
        epoch: (epoch) => {
          probability = share * (epoch + 1) / epochs;
          return { ratio: 0 };
        },
        // Called for each batch: uint8 images [B, H, W, 3] and a random stream that belongs to this step.
        augment: (batch, random) => {
          const [height, width] = batch.shape, images = batch.images.slice();
          const top = (height - side) >> 1, left = (width - side) >> 1;
          for (let image = 0; image < batch.indices.length; image++) {
            if (random.uniform() >= probability) continue;
            for (let y = Math.max(0, top); y < Math.min(height, top + side); y++) {
              const start = ((image * height + y) * width + Math.max(0, left)) * 3;
              images.fill(128, start, start + 3 * Math.min(side, width));
            }
          }
          return { ...batch, images, altered: true };
        },
      });
    },
  }),
});
