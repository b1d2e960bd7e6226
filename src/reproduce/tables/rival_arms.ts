/** The arms of CBM and its rivals by profile, and their comparisons; tables `main` and `rivals` share them. */
import type { ComparisonPlan } from "../../analysis/comparison.ts";
import type { ArmPlan } from "../experiment.ts";
import { against, CBM, CONVENTIONAL, type Profile, RANDOM } from "./make_table.ts";
import { asPublished } from "./methods.ts";

/** The arms of the paper's own question. */
export const OWN_ARMS: readonly ArmPlan[] = [CONVENTIONAL, CBM, RANDOM];

/** Label-Similarity Curriculum Learning; only for data sets with superclasses. */
export const LSCL: ArmPlan = { label: "lscl", method: "lscl" };

const EFFICIENT_TRAIN: ArmPlan = { label: "efficient_train", method: "efficient_train" };

/** The rivals of the paper's protocol, before their salience is measured at the published size. */
export const paperArms: readonly ArmPlan[] = [
  ...OWN_ARMS,
  { label: "cbs", method: "cbs" },
  { label: "lerac", method: "lerac" },
  EFFICIENT_TRAIN,
];

/** CBM and its rivals. */
export const armsWithRivals: Readonly<Record<Profile, readonly ArmPlan[]>> = {
  quick: [
    ...OWN_ARMS,
    // 0.9^(200 / 5) within 10 epochs.
    { label: "cbs", method: "cbs:factor=0.656,every=1" },
    LSCL,
    { label: "lerac", method: "lerac:k=2" },
    EFFICIENT_TRAIN,
  ],
  small: [
    ...OWN_ARMS,
    { label: "cutout", method: "cutout" },
    // 0.9^(200 / 5) within 30 epochs.
    { label: "cbs", method: "cbs:factor=0.869,every=1" },
    { label: "lerac", method: "lerac" },
    EFFICIENT_TRAIN,
  ],
  paper: asPublished(paperArms),
};

/**
 * A note on CBS and LeRaC, which go through their curriculum in as large a part of a short run as of the
 * published one.
 */
export const SHORT_NOTE =
  "CBS blurs throughout the run, ending as strongly as after the published 200 epochs, and LeRaC lets all layers " +
  "catch up within the first fifth of the run: both are adapted to so few epochs.";

/** Compares every arm with conventional training, and CBM with every other; the first three are {@link OWN_ARMS}. */
export function comparisonsWithRivals(arms: readonly ArmPlan[]): ComparisonPlan[] {
  const rivals = arms.slice(OWN_ARMS.length).map(({ label }) => label);
  return [
    { treatment: "cbm", control: "conventional" },
    { treatment: "random masking", control: "conventional" },
    ...["random masking", ...rivals].map((control) => ({ treatment: "cbm", control })),
    ...against("conventional", rivals),
  ];
}
