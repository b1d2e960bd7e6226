/** Which base concepts are for training and which for testing, and which drawing each image shows. */
import { randomStream } from "../../random.ts";
import type { Concept, Drawing } from "./catalogue.ts";

/** One side of the split. */
export type Side = "train" | "test";

/** A quarter of the concepts of every class is for testing. */
const TEST_SHARE = 0.25;

/** What an image shows. */
export interface Choice {
  readonly concept: Concept;
  readonly style: string;
  readonly drawing: Drawing;
}

/**
 * The concepts of one class that stand on one side.
 *
 * @param concepts all concepts of the class
 * @param side which side
 * @param seed the data set's seed
 * @returns about three quarters (train) or one quarter (test) of them; the two sides never overlap
 */
export function conceptsOf(concepts: readonly Concept[], side: Side, seed: number): readonly Concept[] {
  // Drawn by name, so that a concept's rank does not depend on which styles were asked for.
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
 * Chooses what each image of one class shows: every concept once before any comes again; within it a style, then
 * a variant (skin, gender), each as likely as the next.
 *
 * @param concepts the concepts of the class on one side
 * @param count how many images
 * @param side which side
 * @param seed the data set's seed
 * @returns `count` choices; fewer images are the beginning of more
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
