/**
 * Table `transfer`: does CBM help a network that was trained on other images before?
 *
 * `quick` and `small` train that network first, conventionally: on four styles of emoji, to fine-tune on the
 * fifth; on CIFAR-100, to fine-tune on CIFAR-10, which shares no class with it. `paper` is the only row with
 * a known number, a gain of up to 2.21 points with CvT-13 on CIFAR-100; whether that was with pre-trained
 * weights is not public as text.
 *
 *     deno task cbm reproduce --table transfer --profile quick
 *     deno task cbm reproduce --table transfer --profile paper --weights CvT-13-224x224-IN-1k.pth
 */
import type { RunConfig } from "../../experiment/config.ts";
import type { ArmPlan, Preparation } from "../experiment.ts";
import { FINE_TUNING } from "../recipes/cvt13_pretrained.ts";
import { CBM_060 } from "../recipes/recipe.ts";
import { findRecipe } from "../recipes/recipes.ts";
import { FINETUNING_EMOJI, PRETRAINING_EMOJI } from "../recipes/transfer.ts";
import { atRandom } from "./methods.ts";
import { makeTable, type Profile, QUICK, SMALL, type Table } from "./make_table.ts";

const paper = findRecipe("cvt13-pretrained-cifar100");

/** The arms that start from the weights of another training. */
const pretrained: readonly ArmPlan[] = [
  { label: "conventional", method: "conventional", config: { replaceHead: true } },
  { label: "cbm", method: CBM_060, config: { replaceHead: true } },
  {
    label: "random masking",
    method: atRandom(CBM_060),
    config: { replaceHead: true },
  },
  { label: "frozen body", method: "conventional", config: { replaceHead: true, freeze: "body" } },
];
const scratch: ArmPlan = { label: "from scratch", method: "conventional" };

/** The training that comes before, with a seed that no arm has. */
const before: Readonly<Record<Exclude<Profile, "paper">, RunConfig>> = {
  quick: { ...QUICK, dataset: PRETRAINING_EMOJI, method: "conventional", seed: 1000, label: "pre-training" },
  small: {
    ...SMALL,
    dataset: "cifar100",
    trainSize: 20_000,
    method: "conventional",
    seed: 1000,
    label: "pre-training",
  },
};

/** The table's experiments by profile. */
export const transfer: Table = makeTable({
  name: "transfer",
  title: "Curriculum by Masking in fine-tuning,",
  arms: [],
  comparisons: [
    { treatment: "conventional", control: "from scratch" },
    { treatment: "cbm", control: "conventional" },
    { treatment: "random masking", control: "conventional" },
    { treatment: "cbm", control: "random masking" },
    { treatment: "frozen body", control: "conventional" },
  ],
  notes: [
    "All arms but `from scratch` start from the same weights, those of one training run; we did not try other weights. " +
    "`frozen body` trains only the last layer.",
  ],
  bases: {
    quick: {
      ...QUICK,
      ...FINE_TUNING,
      dataset: FINETUNING_EMOJI,
      epochs: 20,
      trainSize: 500,
      testSize: 500,
    },
    small: { ...SMALL, ...FINE_TUNING },
    paper: paper.config,
  },
  own: (profile) => {
    const arms = [scratch, ...pretrained];
    if (profile === "paper") {
      const { weightsFrom, published = [], title } = paper;
      return {
        arms,
        published: published.filter((row) => arms.some(({ label }) => label === row.arm)),
        title: `Curriculum by Masking in fine-tuning: ${title}, the published recipe`,
        weightsFrom,
      };
    }
    const prepare: Preparation = {
      train: () => before[profile],
      takes: "weights",
      arms: ({ path: weights, sha256: weightsSha256 }) => [
        scratch,
        ...pretrained.map((arm) => ({ ...arm, config: { ...arm.config, weights, weightsSha256 } })),
      ],
    };
    return {
      arms,
      prepare,
      title: `Curriculum by Masking in fine-tuning: ${
        profile === "quick"
          ? "from four styles of emoji to the fifth, a quick look"
          : "from CIFAR-100 to CIFAR-10"
      }`,
    };
  },
});
