/** Splits base concepts into training and test, and chooses the drawing of each image. */
import { randomStream } from "../../random.ts";
import type { Concept, Drawing } from "./catalogue.ts";

/** One side of the split. */
export type Side = "train" | "test";

/** The share of test concepts in every class. */
const TEST_SHARE = 0.25;

/** The drawing that an image shows. */
export interface Choice {
  readonly concept: Concept;
  readonly style: string;
  readonly drawing: Drawing;
}

/**
 * Returns the concepts of one class on one side of the split.
 *
 * @param concepts all concepts of the class
 * @param side the side
 * @param seed the data set's seed
 * @returns about three quarters (train) or one quarter (test) of them; the two sides never overlap
 */
export function conceptsOf(concepts: readonly Concept[], side: Side, seed: number): readonly Concept[] {
  // Drawn by name, so that a concept's rank does not depend on the chosen styles.
  const draws = concepts.map((concept) => {
    const draw = randomStream(seed, `emoji/split/${concept.label}/${concept.name}`).uniform();
    return { concept, draw };
  });
  draws.sort((a, b) => a.draw - b.draw);
  const testing = Math.round(TEST_SHARE * concepts.length);
  const kept = side === "test" ? draws.slice(0, testing) : draws.slice(testing);
  return kept.map(({ concept }) => concept);
}

/**
 * Chooses the drawing of each image of one class. Every concept appears once before any is repeated; within a
 * concept a style, then a variant (skin, gender) are drawn uniformly.
 *
 * @param concepts the concepts of the class on one side
 * @param count the number of images
 * @param side the side
 * @param seed the data set's seed
 * @returns `count` choices; a smaller count gives a prefix of a larger one
 */
export function chooseDrawings(
  concepts: readonly Concept[],
  count: number,
  side: Side,
  seed: number,
): readonly Choice[] {
  const random = randomStream(seed, `emoji/choice/${side}/${concepts[0]?.label}`);
  const choices: Choice[] = [];
  while (choices.length < count) {
    for (const index of random.permutation(concepts.length)) {
      const concept = concepts[index]!;
      const { style, drawings } = concept.styles[random.integer(concept.styles.length)]!;
      choices.push({ concept, style, drawing: drawings[random.integer(drawings.length)]! });
    }
  }
  return choices.slice(0, count);
}
