/**
 * Table `domains`: does it matter for CBM that in a flat drawing only outlines are salient, while in a shaded
 * one or a photo texture is too?
 *
 * The same concepts in flat and in shaded styles, divided alike into training and test; only arms on the same
 * drawings are compared with each other. With `--dataset` the arms run on that set alone, such as cells cut
 * from microscope pictures in the layout of PASCAL VOC, which BCCD has:
 *
 *     deno task cbm reproduce --table domains --profile quick
 *     deno task cbm reproduce --table domains --profile quick --dataset voc-objects:path=DIR
 */
import type { ArmPlan } from "../experiment.ts";
import { BASES, CBM, CONVENTIONAL, makeTable, onEach, RANDOM, type Table } from "./make_table.ts";

const kinds: readonly ArmPlan[] = [CONVENTIONAL, CBM, RANDOM];

/** Fluent's and Twemoji's drawings have plain areas, Noto's in both versions have shades. */
const datasets = {
  "flat drawings": "emoji:styles=fluent+twemoji",
  "shaded drawings": "emoji:styles=noto+noto-v1",
};

/** The table's experiments by profile. */
export const domains: Table = makeTable({
  name: "domains",
  title: "Flat and shaded drawings",
  arms: onEach(datasets, kinds),
  comparisons: Object.keys(datasets).flatMap((place) => [
    { treatment: `cbm, ${place}`, control: `conventional, ${place}` },
    { treatment: `cbm, ${place}`, control: `random masking, ${place}` },
  ]),
  notes: [],
  bases: {
    quick: { ...BASES.quick, dataset: datasets["flat drawings"] },
    small: { ...BASES.small, dataset: datasets["flat drawings"], trainSize: null },
    paper: { ...BASES.paper, dataset: datasets["flat drawings"] },
  },
  own: (profile) => ({
    title: `Flat and shaded drawings: Curriculum by Masking on two kinds of emoji${
      profile === "quick" ? ", a quick look" : ""
    }`,
    titleOn: (dataset) => `Curriculum by Masking on ${dataset}${profile === "quick" ? ", a quick look" : ""}`,
    severalTestSets: true,
    onOneDataset: {
      arms: kinds,
      comparisons: [
        { treatment: "cbm", control: "conventional" },
        { treatment: "random masking", control: "conventional" },
        { treatment: "cbm", control: "random masking" },
      ],
    },
  }),
});
