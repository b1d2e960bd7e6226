/** Renders the images of both sides. */
import { InputError } from "../../errors.ts";
import type { ProgressCallback } from "../../progress.ts";
import { randomStream } from "../../random.ts";
import { loadCatalogue } from "./catalogue.ts";
import { CLASSES } from "./classes.ts";
import type { EmojiOptions } from "./options.ts";
import { loadRasteriser } from "./rasterise.ts";
import { renderImage } from "./render.ts";
import { chooseDrawings, conceptsOf, type Side } from "./concept_split.ts";

/** One side in memory. */
export interface BuiltSide {
  /** uint8 [N, size, size, 3] */
  readonly images: Uint8Array;
  /** [N]; image i has class i modulo 10, so that every prefix is balanced. */
  readonly labels: Int32Array;
  /** [N]; the number of the base concept, unique across all classes and both sides. */
  readonly groups: Int32Array;
}

/** Both sides in memory, and the names of their groups. */
export interface BuiltEmoji {
  readonly train: BuiltSide;
  readonly test: BuiltSide;
  /** "class/concept", by group number. */
  readonly concepts: readonly string[];
}

/**
 * Renders all images.
 *
 * @param options the options of the data set
 * @param onProgress called after every 100 images
 * @returns images, labels and groups; the same on every machine
 * @throws {InputError} if resvg cannot be loaded or a drawing cannot be drawn
 */
export async function buildEmoji(
  options: EmojiOptions,
  onProgress: ProgressCallback = () => {},
): Promise<BuiltEmoji> {
  const rasteriser = await loadRasteriser();
  const catalogue = await loadCatalogue(options.styles, rasteriser.canDraw);
  const concepts = catalogue.flatMap((ofClass, label) =>
    ofClass.map(({ name }) => `${CLASSES[label]!.name}/${name}`)
  );
  const numbers = new Map(concepts.map((name, number) => [name, number]));
  const { size, seed } = options, total = options.train + options.test;
  let done = 0;
  const buildSide = (side: Side): BuiltSide => {
    const count = options[side], classes = CLASSES.length, bytes = size * size * 3;
    const images = new Uint8Array(count * bytes),
      labels = new Int32Array(count),
      groups = new Int32Array(count);
    const choices = catalogue.map((concepts) =>
      chooseDrawings(conceptsOf(concepts, side, seed), Math.ceil(count / classes), side, seed)
    );
    for (let image = 0; image < count; image++, done++) {
      if (done % 100 === 0) onProgress(done, total, "drawing emoji");
      const label = image % classes;
      const { concept, drawing, style } = choices[label]![Math.floor(image / classes)]!;
      try {
        images.set(
          renderImage(rasteriser, drawing, size, randomStream(seed, `emoji/${side}/${image}`)),
          image * bytes,
        );
      } catch (error) {
        throw new InputError(
          `Cannot draw "${concept.name}" of ${style}: ${error instanceof Error ? error.message : error}`,
        );
      }
      labels[image] = label;
      groups[image] = numbers.get(`${CLASSES[label]!.name}/${concept.name}`)!;
    }
    return { images, labels, groups };
  };
  const built = { train: buildSide("train"), test: buildSide("test"), concepts };
  onProgress(total, total, "drawing emoji");
  return built;
}
