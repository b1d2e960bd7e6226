/**
 * Table `schedules`: which course of the masking ratio is best, and does the order matter at all?
 *
 * Every arm has the same salience and largest ratio, but another mean share of hidden patches, which the
 * report names. `constant, 3 of 16` hides in every epoch about as much as the published schedule does on
 * average (0.1875 and 0.2); only the curriculum is missing.
 *
 *     deno task cbm reproduce --table schedules --profile quick
 *
 * The paper's own ablation is not public as text.
 */
import { CIFAR10_CONTROL } from "../published.ts";
import { against, BASES, CONVENTIONAL, makeTable, type Table } from "./make_table.ts";

const names = ["linear-repeat", "linear-cycle", "linear", "log", "exp", "anti-linear", "constant"];

/** The table's experiments by profile. */
export const schedules: Table = makeTable({
  name: "schedules",
  title: "Schedules of the masking ratio",
  arms: [
    CONVENTIONAL,
    ...names.map((label) => ({ label, method: `cbm:schedule=${label}` })),
    { label: "constant, 3 of 16", method: "cbm:schedule=constant,max=0.19" },
  ],
  comparisons: [
    ...against("conventional", [...names, "constant, 3 of 16"]),
    { treatment: "linear-repeat", control: "constant, 3 of 16" },
    { treatment: "linear", control: "anti-linear" },
  ],
  published: CIFAR10_CONTROL,
  notes: [
    "The schedules hide different shares of patches on average, so a difference between two of them may be due to the " +
    "amount of masking, not its order; `constant, 3 of 16` and `linear-repeat` hide about the same share.",
  ],
  // One-way schedules move every four epochs: ten epochs have two steps, and some schedules coincide.
  bases: {
    ...BASES,
    quick: { ...BASES.quick, epochs: 20, trainSize: 400, learningRateSchedule: "step:at=16,factor=0.1" },
  },
});
