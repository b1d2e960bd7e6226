/**
 * Table `main`: does Curriculum by Masking (CBM) help, and is it the salience or the masking?
 *
 * Conventional training is the control. CBM has the published schedule (linear-repeat) and Sobel salience; the
 * second control hides as many patches at random. `small` and `paper` have the rivals as well; for `quick` they
 * have a table of their own, `rivals`. Every run reports its last epoch on the test set. Every arm is compared
 * with conventional training, and CBM with every other arm.
 *
 *     deno task reproduce                                       minutes, embedded data, WebAssembly
 *     deno task cbm reproduce --table main --profile small      hours, CIFAR-10, native backend
 *     deno task cbm reproduce --table main --profile paper      the published protocol; a GPU, or days
 *     deno task cbm reproduce --table main --profile paper --recipe resnet18-cifar100     the same of another row
 *
 * LSCL needs to know which classes are alike, so it is an arm only if the data set has superclasses (emoji,
 * CIFAR-100). CBM's own numbers are not public as text; those of LeRaC's Table 2 stand beside ours where they
 * exist.
 */
import { findDataset } from "../../data/mod.ts";
import { UsageError } from "../../errors.ts";
import { kindOf } from "../../model/mod.ts";
import { parseSpec } from "../../spec.ts";
import type { RunConfig } from "../../experiment/config.ts";
import type { ArmPlan, Experiment } from "../experiment.ts";
import { type Recipe, recipeConfig } from "../recipes/recipe.ts";
import { findRecipe } from "../recipes/recipes.ts";
import { atRandom, masksBySalience, needsOf } from "./methods.ts";
import { makeTable, PAPER, PROFILE_NOTES, QUICK, SMALL, type Table } from "./make_table.ts";
import {
  armsWithRivals,
  comparisonsWithRivals,
  LSCL,
  OWN_ARMS,
  paperArms,
  SHORT_NOTE,
} from "./rival_arms.ts";

/**
 * Quick training in which a network comes to know its images by heart: few images, seen often, since a method
 * that hides parts of them can matter only there.
 *
 * Chosen by conventional training of resnet18:width=8 alone, with seeds from 101, before any other arm was run: of
 * what takes the fewest image-steps and reaches a training accuracy of 99 % or more with every seed, the one with
 * the most images. In brackets: training accuracies of each seed, %.
 *
 * - 600 images, 25 epochs, cosine from 0.03 (99.8, 99.7, 100, 99.5): taken
 * - the same from 0.05 (100, 98.7) and from 0.1 (98.5, 85.5)
 * - the same from 0.05, a step in epoch 20 (100, 91.0)
 * - the same in batches of 16, cosine from 0.03 (98.8, 90.3) and from 0.015 (99.0, 96.3)
 * - 600 images, 30 epochs, cosine from 0.05 (100, 100, 100); a step in epoch 24 (100, 98.5)
 * - 500 images, 30 epochs, cosine from 0.05 (100, 98.8, 100); a step in epoch 24 (99.6, 99.0)
 * - 400 and 600 images, 40 epochs, a step in epoch 32 (100; 100); 800 images, 25 epochs (99.5)
 */
const MEMORISING: RunConfig = {
  ...QUICK,
  epochs: 25,
  learningRate: 0.03,
  learningRateSchedule: "cosine:min=0.0003",
  trainSize: 600,
  // No common factor with the schedule's period of 5, so that evaluations see all of its ratios.
  evaluateEvery: 6,
};

const QUICK_NOTE =
  "This is a quick look: a narrow network on 600 images, which it knows by heart in the end. What helps here need " +
  "not help a large network on many images.";

/** The table's experiments by profile. */
export const main: Table = makeTable({
  name: "main",
  title: "Curriculum by Masking",
  arms: [],
  comparisons: [],
  notes: [],
  bases: { quick: MEMORISING, small: SMALL, paper: PAPER },
  own: (profile) => {
    const arms = profile === "quick" ? OWN_ARMS : armsWithRivals[profile];
    return {
      arms,
      comparisons: comparisonsWithRivals(arms),
      ...(profile === "quick" ? { seeds: [1, 2, 3, 4, 5] } : {}),
      notes: profile === "quick"
        ? [QUICK_NOTE]
        : [PROFILE_NOTES[profile], ...(profile === "paper" ? [] : [SHORT_NOTE])],
      ...(profile === "paper" ? { published: findRecipe("resnet18-cifar10").published ?? [] } : {}),
    };
  },
});

/**
 * Tells whether a data set has what an arm needs of it, as far as the registries tell before it is loaded.
 */
const suits = (dataset: string, { method }: ArmPlan): boolean =>
  needsOf(method).every((need) => findDataset(parseSpec(dataset).name)[need]);

/**
 * Makes the paper's comparison for another row: a recipe's model and data set with every method.
 *
 * @param recipe such as that of Wide-ResNet on CIFAR-100
 * @param weights the file, for recipes that start from weights
 * @throws {UsageError} if the recipe needs weights and none are given, or if it does not train with CBM
 */
export function mainOf(recipe: Recipe, weights?: string): Experiment {
  const base = recipeConfig(recipe, weights);
  if (!masksBySalience(base.method)) {
    throw new UsageError(
      `The recipe "${recipe.name}" does not compare methods: run it with train --recipe ${recipe.name}`,
    );
  }
  // The rivals are published for classifiers.
  const rivalsToo = kindOf(base.model) !== "detector";
  const known = rivalsToo ? paperArms : OWN_ARMS;
  const own = known.map((arm) =>
    arm.label === "cbm"
      ? { ...arm, method: base.method }
      : arm.label === "random masking"
      ? { ...arm, method: atRandom(base.method) }
      : arm
  );
  const arms = [...own, ...(suits(base.dataset, LSCL) ? [LSCL] : [])];
  const subject = `Curriculum by Masking${rivalsToo ? " and its rivals" : ""}`;
  return {
    ...main.paper,
    name: `main-paper-${recipe.name}`,
    title: `${subject}: ${recipe.title}, the published recipe`,
    titleOn: (dataset) => `${subject} on ${dataset}, the recipe of ${recipe.title}`,
    base: { ...base, label: "" },
    arms,
    comparisons: comparisonsWithRivals(arms),
    published: recipe.published ?? [],
  };
}
