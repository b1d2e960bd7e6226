/**
 * Table `main`: does Curriculum by Masking (CBM) help, is it the salience or the masking, and do its rivals
 * help?
 *
 * Conventional training is the control. CBM has the published schedule (linear-repeat) and Sobel salience.
 * Its rivals are the same masking with patches hidden at random, Curriculum by Smoothing (CBS),
 * Label-Similarity Curriculum Learning (LSCL; its formula is unverified), Learning Rate Curriculum (LeRaC)
 * and EfficientTrain. Every run reports its last epoch on the test set. Every arm is compared with the
 * control, and CBM with every other arm.
 *
 *     deno task cbm reproduce --table main --profile quick      minutes, embedded data, WebAssembly
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
import type { ArmPlan, Experiment } from "../experiment.ts";
import { type Recipe, recipeConfig } from "../recipes/recipe.ts";
import { findRecipe } from "../recipes/recipes.ts";
import { asPublished, atRandom, masksBySalience, needsOf } from "./methods.ts";
import {
  against,
  CBM,
  CONVENTIONAL,
  makeTable,
  PAPER,
  PROFILE_NOTES,
  QUICK,
  RANDOM,
  SMALL,
  type Table,
} from "./make_table.ts";

const LSCL: ArmPlan = { label: "lscl", method: "lscl" };
const EFFICIENT_TRAIN: ArmPlan = { label: "efficient_train", method: "efficient_train" };

/** Compares the arms: the first three are those of the paper's own question, the others are rivals. */
function comparisons(arms: readonly ArmPlan[]) {
  const rivals = arms.slice(3).map(({ label }) => label);
  return [
    { treatment: "cbm", control: "conventional" },
    { treatment: "random masking", control: "conventional" },
    ...["random masking", ...rivals].map((control) => ({ treatment: "cbm", control })),
    ...against("conventional", rivals),
  ];
}

/**
 * A note on CBS and LeRaC, which go through their curriculum in as large a part of a short run as of the
 * published one.
 */
const SHORT_NOTE =
  "CBS blurs throughout the run, ending as strongly as after the published 200 epochs, and LeRaC lets all layers " +
  "catch up within the first fifth of the run: both are adapted to so few epochs.";

const quickArms: readonly ArmPlan[] = [
  CONVENTIONAL,
  CBM,
  RANDOM,
  // 0.9^(200 / 5) within 10 epochs.
  { label: "cbs", method: "cbs:factor=0.656,every=1" },
  LSCL,
  { label: "lerac", method: "lerac:k=2" },
  EFFICIENT_TRAIN,
];

const smallArms: readonly ArmPlan[] = [
  CONVENTIONAL,
  CBM,
  RANDOM,
  { label: "cutout", method: "cutout" },
  // 0.9^(200 / 5) within 30 epochs.
  { label: "cbs", method: "cbs:factor=0.869,every=1" },
  { label: "lerac", method: "lerac" },
  EFFICIENT_TRAIN,
];

const paperArms: readonly ArmPlan[] = [
  CONVENTIONAL,
  CBM,
  RANDOM,
  { label: "cbs", method: "cbs" },
  { label: "lerac", method: "lerac" },
  EFFICIENT_TRAIN,
];

/** The table's experiments by profile. */
export const main: Table = makeTable({
  name: "main",
  title: "Curriculum by Masking",
  arms: [],
  comparisons: [],
  notes: [],
  bases: { quick: QUICK, small: SMALL, paper: PAPER },
  own: (profile) => {
    const arms = { quick: quickArms, small: smallArms, paper: asPublished(paperArms) }[profile];
    return {
      arms,
      comparisons: comparisons(arms),
      notes: [PROFILE_NOTES[profile], ...(profile === "paper" ? [] : [SHORT_NOTE])],
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
  const known = kindOf(base.model) === "detector" ? paperArms.slice(0, 3) : paperArms;
  const own = known.map((arm) =>
    arm.label === "cbm"
      ? { ...arm, method: base.method }
      : arm.label === "random masking"
      ? { ...arm, method: atRandom(base.method) }
      : arm
  );
  const arms = [...own, ...(suits(base.dataset, LSCL) ? [LSCL] : [])];
  const subject = `Curriculum by Masking${known === paperArms ? " and its rivals" : ""}`;
  return {
    ...main.paper,
    name: `main-paper-${recipe.name}`,
    title: `${subject}: ${recipe.title}, the published recipe`,
    titleOn: (dataset) => `${subject} on ${dataset}, the recipe of ${recipe.title}`,
    base: { ...base, label: "" },
    arms,
    comparisons: comparisons(arms),
    published: recipe.published ?? [],
  };
}
