/** Composes the images of both sides. */
import type { ObjectBox } from "../../boxes.ts";
import { InputError } from "../../errors.ts";
import type { ProgressCallback } from "../../progress.ts";
import { type RandomStream, randomStream } from "../../random.ts";
import { loadCatalogue } from "../emoji/catalogue.ts";
import { CLASSES } from "../emoji/classes.ts";
import { loadRasteriser, type Rasteriser } from "../emoji/rasterise.ts";
import { type Choice, chooseDrawings, conceptsOf, type Side } from "../emoji/concept_split.ts";
import { Canvas } from "./canvas.ts";
import { drawClutter } from "./clutter.ts";
import type { SceneOptions } from "./options.ts";
import { renderTile } from "./tile.ts";

/** One side in memory. */
export interface BuiltScenes {
  /** uint8 [N, size, size, 3] */
  readonly images: Uint8Array;
  /** The class of the object with the most visible pixels, [N]. */
  readonly labels: Int32Array;
  /** The number of that object's base concept, [N]. */
  readonly groups: Int32Array;
  readonly objects: readonly (readonly ObjectBox[])[];
}

/** The length of objects: 0.25 to 0.55 of the image. */
const LEAST_LENGTH = 0.25, MORE_LENGTH = 0.3;
/** The number of positions tried before an object is dropped. */
const TRIES = 20;

/** A deck that deals drawings: the classes in shuffled turns, and within each class its concepts in turn. */
class Deck {
  readonly #order: RandomStream;
  readonly #choices: readonly (readonly Choice[])[];
  readonly #used: number[] = [];
  #turn: number[] = [];

  constructor(choices: readonly (readonly Choice[])[], order: RandomStream) {
    this.#choices = choices;
    this.#order = order;
  }

  next(): Choice {
    if (this.#turn.length === 0) this.#turn = [...this.#order.permutation(this.#choices.length)];
    const label = this.#turn.pop()!, used = this.#used[label] ?? 0, own = this.#choices[label]!;
    this.#used[label] = used + 1;
    return own[used % own.length]!;
  }
}

/** Tries to place an object at random positions; returns whether one was free. */
const placeObject = (
  canvas: Canvas,
  { drawing, concept }: Choice,
  rasteriser: Rasteriser,
  size: number,
  random: RandomStream,
): boolean => {
  const length = size * (LEAST_LENGTH + MORE_LENGTH * random.uniform());
  const tile = renderTile(rasteriser, drawing, length, random);
  if (tile === undefined) return false;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const left = random.integer(size - tile.width + 1), top = random.integer(size - tile.height + 1);
    if (canvas.place(tile, left, top, concept.label)) return true;
  }
  return false;
};

/**
 * Composes all images.
 *
 * @param options the options of the data set
 * @param onProgress called after every 50 images
 * @returns both sides; the same on every machine. Every base concept is on one side only, and with the same
 * seed it is on the same side as in the data set `emoji`
 * @throws {InputError} if resvg cannot be loaded or a drawing cannot be drawn
 */
export async function buildScenes(
  options: SceneOptions,
  onProgress: ProgressCallback = () => {},
): Promise<Record<Side, BuiltScenes>> {
  const rasteriser = await loadRasteriser(),
    catalogue = await loadCatalogue(options.styles, rasteriser.canDraw);
  const { size, seed, clutter, objects: [least, most] } = options, total = options.train + options.test;
  const keyOf = ({ concept }: Choice) => `${CLASSES[concept.label]!.name}/${concept.name}`;
  const numbers = new Map(
    catalogue.flat().map(({ name, label }, number) => [`${CLASSES[label]!.name}/${name}`, number]),
  );
  let done = 0;
  const buildSide = (side: Side): BuiltScenes => {
    const count = options[side], bytes = size * size * 3, images = new Uint8Array(count * bytes);
    const labels = new Int32Array(count), groups = new Int32Array(count), objects: ObjectBox[][] = [];
    const choices = catalogue.map((concepts) =>
      chooseDrawings(conceptsOf(concepts, side, seed), Math.ceil(count * most / CLASSES.length), side, seed)
    );
    const deck = new Deck(choices, randomStream(seed, `scenes/${side}/classes`));
    for (let image = 0; image < count; image++, done++) {
      if (done % 50 === 0) onProgress(done, total, "composing scenes");
      const random = randomStream(seed, `scenes/${side}/${image}`), placement = random.split("objects");
      const canvas = new Canvas(drawClutter(random.split("background"), size, clutter), size);
      const wanted = least + placement.integer(most - least + 1), placed: Choice[] = [];
      // An object that could not be placed must not leave the image empty.
      for (let tried = 0; tried < wanted || canvas.count === 0; tried++) {
        const choice = deck.next();
        try {
          if (placeObject(canvas, choice, rasteriser, size, placement)) placed.push(choice);
        } catch (error) {
          throw new InputError(
            `Cannot draw "${choice.concept.name}" of ${choice.style}: ${
              error instanceof Error ? error.message : error
            }`,
          );
        }
      }
      const largest = placed[canvas.largest()]!;
      images.set(canvas.pixels, image * bytes);
      labels[image] = largest.concept.label;
      groups[image] = numbers.get(keyOf(largest))!;
      objects.push(canvas.objects());
    }
    return { images, labels, groups, objects };
  };
  const built = { train: buildSide("train"), test: buildSide("test") };
  onProgress(total, total, "composing scenes");
  return built;
}
