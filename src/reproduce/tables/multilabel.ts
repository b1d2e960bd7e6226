/**
 * Table `multilabel`: does CBM help with several classes in an image, where a mask may hide all of one of
 * them?
 *
 * Measured by mean average precision; open question 3 of the paper.
 *
 *     deno task cbm reproduce --table multilabel --profile quick     scenes of emoji
 *     deno task cbm reproduce --table multilabel --profile paper     VOC 2007
 *
 * No number of the paper on this is public as text.
 */
import {
  against,
  baseOf,
  CBM,
  CONVENTIONAL,
  makeTable,
  type Profile,
  QUICK_MANY,
  RANDOM,
  type Table,
} from "./make_table.ts";

/** Scenes of which three in five have one or two objects, so that a quick look learns something. */
export const QUICK_SCENES = "scenes:size=32,objects=1-3";

const on: Readonly<Record<Profile, string>> = {
  quick: "on small scenes of emoji, a quick look",
  small: "on scenes of emoji, a narrow ResNet-18",
  paper: "on VOC 2007, ResNet-18 in its ImageNet form",
};

/** The table's experiments by profile. */
export const multilabel: Table = makeTable({
  name: "multilabel",
  title: "Several classes per image",
  arms: [CONVENTIONAL, CBM, RANDOM, { label: "cutout", method: "cutout" }],
  comparisons: [
    ...against("conventional", ["cbm", "random masking", "cutout"]),
    { treatment: "cbm", control: "random masking" },
  ],
  notes: [],
  bases: {
    quick: { ...QUICK_MANY, dataset: QUICK_SCENES },
    small: { ...baseOf("multi-label-scenes"), model: "resnet18:width=16" },
    paper: baseOf("multi-label-voc2007"),
  },
  own: (profile) => ({ title: `Several classes in an image: Curriculum by Masking ${on[profile]}` }),
});
