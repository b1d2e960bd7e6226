/**
 * Table `salience`: does it matter which patches of an image are hidden? Every arm hides the same number of
 * patches in every epoch, by another measure of salience.
 *
 * `input gradient` takes |∂loss/∂x| of a network that was trained conventionally on the same images before.
 * The arms' epochs do not include that training.
 *
 *     deno task cbm reproduce --table salience --profile quick
 */
import type { ArmPlan, Made, Preparation } from "../experiment.ts";
import { CIFAR10_CONTROL } from "../published.ts";
import { asPublished } from "./methods.ts";
import { against, CONVENTIONAL, makeTable, type Table } from "./make_table.ts";

const measures: readonly ArmPlan[] = [
  { label: "sobel", method: "cbm" },
  ...["variance", "entropy", "centre"].map((label) => ({ label, method: `cbm:salience=${label}` })),
];
const random: ArmPlan = { label: "random", method: "cbm:salience=uniform" };
const INPUT_GRADIENT = "input gradient";

/** A seed of the teacher's own, so that no arm starts from its weights. */
const TEACHER_SEED = 1000;

/** The table's experiments by profile. */
export const salience: Table = makeTable({
  name: "salience",
  title: "Measures of salience at equal masked share",
  arms: [],
  comparisons: [
    ...against("conventional", ["sobel", "random"]),
    ...against("random", [...measures.map(({ label }) => label), INPUT_GRADIENT]),
  ],
  published: CIFAR10_CONTROL,
  notes: [
    "Every masking arm hides the same number of patches in every epoch. The network whose gradient is the salience of " +
    "`input gradient` was trained on the same images beforehand, which takes as long as one more run.",
  ],
  own: (profile) => {
    const plain = [CONVENTIONAL, ...(profile === "paper" ? asPublished(measures) : measures)];
    const taught = ({ path, sha256 }: Made): ArmPlan => ({
      label: INPUT_GRADIENT,
      method: `cbm:salience=${path}`,
      config: { contents: { "cbm:salience": sha256 } },
    });
    const prepare: Preparation = {
      train: (base) => ({ ...base, label: "teacher", method: "conventional", seed: TEACHER_SEED }),
      takes: "input gradient",
      arms: (made) => [...plain, taught(made), random],
    };
    return { arms: [...plain, random], prepare };
  },
});
