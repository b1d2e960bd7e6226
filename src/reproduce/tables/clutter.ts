/**
 * Table `clutter`: does CBM still help on a busy background, whose edges are salient too?
 *
 * The same objects on backgrounds of rising clutter; only arms on the same background are compared with each
 * other. Random masking shows how much of a gain is due to salience.
 *
 *     deno task cbm reproduce --table clutter --profile quick
 */
import type { RunConfig } from "../../experiment/config.ts";
import type { ArmPlan } from "../experiment.ts";
import { QUICK_SCENES } from "./multilabel.ts";
import {
  baseOf,
  CBM,
  CONVENTIONAL,
  makeTable,
  onEach,
  type Profile,
  QUICK_MANY,
  RANDOM,
  type Table,
} from "./make_table.ts";

const kinds: readonly ArmPlan[] = [CONVENTIONAL, CBM, RANDOM];
const scenes = (base: string, levels: readonly number[]) =>
  Object.fromEntries(
    levels.map((level) => [`clutter ${level}`, `${base}${base.includes(":") ? "," : ":"}clutter=${level}`]),
  );

const sets: Readonly<Record<Profile, Readonly<Record<string, string>>>> = {
  quick: scenes(QUICK_SCENES, [0, 1, 3]),
  small: scenes("scenes", [0, 1, 2, 3]),
  paper: scenes("scenes:train=8000,test=2000", [0, 1, 2, 3]),
};

const on: Readonly<Record<Profile, string>> = {
  quick: "Small scenes of emoji, a quick look",
  small: "Scenes of emoji, a narrow ResNet-18",
  paper: "Scenes of emoji, ResNet-18",
};

const scenesBase = baseOf("multi-label-scenes");
const bases: Readonly<Record<Profile, RunConfig>> = {
  quick: QUICK_MANY,
  small: {
    ...scenesBase,
    model: "resnet18:width=16",
    epochs: 30,
    learningRateSchedule: "step:at=16-26,factor=0.1",
  },
  paper: scenesBase,
};

/** The table's experiments by profile. */
export const clutter: Table = makeTable({
  name: "clutter",
  title: "Clutter",
  arms: [],
  comparisons: [],
  notes: [
    "Level 0 is one colour, 1 a pattern, 2 and 3 a pattern with some or many shapes on it; the objects are the same.",
  ],
  bases,
  own: (profile) => {
    const datasets = sets[profile], places = Object.keys(datasets);
    return {
      title: `Does clutter mislead Curriculum by Masking? ${on[profile]}`,
      base: { ...bases[profile], dataset: Object.values(datasets)[0]! },
      arms: onEach(datasets, kinds),
      comparisons: places.flatMap((place) => [
        { treatment: `cbm, ${place}`, control: `conventional, ${place}` },
        { treatment: `cbm, ${place}`, control: `random masking, ${place}` },
      ]),
      severalTestSets: true,
    };
  },
});
