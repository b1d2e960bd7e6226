/**
 * Table `detection`: does CBM help a network that looks for objects, where a mask may hide them?
 *
 * YOLOv5, mean average precision at an overlap of 0.5. `random masking` shows how much of a gain is due to
 * salience; `cbm, hidden left out` ignores objects of which a step's mask hides more than half; `cbm, 8×8`
 * hides finer patches. `quick` and `small` are on scenes of emoji with plain and with cluttered backgrounds,
 * and only arms on the same background are compared; `paper` is on VOC 07+12.
 *
 *     deno task cbm reproduce --table detection --profile quick
 *     deno task cbm reproduce --table detection --profile paper --data-dir DIR
 *
 * The paper reports that CBM raises mAP@.5 of YOLOv5 on VOC; its numbers, and the network's size, weights,
 * image size and epochs, are not public as text.
 */
import type { RunConfig } from "../../experiment/config.ts";
import type { ArmPlan } from "../experiment.ts";
import { withOptions } from "./methods.ts";
import {
  baseOf,
  CBM,
  CONVENTIONAL,
  makeTable,
  onEach,
  type Profile,
  PROFILE_NOTES,
  RANDOM,
  type Table,
} from "./make_table.ts";

const LEFT_OUT: ArmPlan = { label: "cbm, hidden left out", method: "cbm:drop_hidden=0.5" };
const FINE: ArmPlan = { label: "cbm, 8×8", method: "cbm:patches=8" };

const kinds: Readonly<Record<Profile, readonly ArmPlan[]>> = {
  quick: [CONVENTIONAL, CBM, RANDOM, LEFT_OUT],
  small: [CONVENTIONAL, CBM, RANDOM, LEFT_OUT, FINE],
  paper: [CONVENTIONAL, CBM, RANDOM, LEFT_OUT, FINE],
};

/** Compares the arms at one place. */
const comparisonsOf = (arms: readonly ArmPlan[], at: (label: string) => string) => [
  { treatment: at("cbm"), control: at("conventional") },
  { treatment: at("random masking"), control: at("conventional") },
  { treatment: at("cbm"), control: at("random masking") },
  { treatment: at(LEFT_OUT.label), control: at("cbm") },
  ...(arms.includes(FINE) ? [{ treatment: at(FINE.label), control: at("conventional") }] : []),
];

const scenesBase = baseOf("yolov5n-scenes");
const bases: Readonly<Record<Profile, RunConfig>> = {
  quick: {
    ...scenesBase,
    dataset: "scenes:size=64,objects=1-3,train=1000,test=200",
    model: "yolov5:width=0.125",
    epochs: 15,
    // YOLOv5's own SGD takes longer to begin.
    optimizer: "adamw:weight_decay=0.01",
    learningRate: 0.002,
    learningRateSchedule: "yolov5:last=0.05,warmup=2,bias=0.002",
  },
  small: { ...scenesBase, epochs: 30 },
  paper: baseOf("yolov5s-voc0712"),
};

const on: Readonly<Record<Profile, string>> = {
  quick: "small scenes of emoji, a narrow YOLOv5 with AdamW, a quick look",
  small: "scenes of emoji, YOLOv5n",
  paper: "VOC 07+12, YOLOv5s from scratch",
};

/** Puts the same scenes on backgrounds of one colour and of many shapes. */
const clutters = (dataset: string) => ({
  plain: withOptions(dataset, { clutter: "0" }),
  cluttered: withOptions(dataset, { clutter: "3" }),
});

const UNKNOWN =
  "The paper’s YOLOv5, its weights, image size and epochs are not public as text; we use YOLOv5’s own settings for " +
  "training from scratch.";

const QUICK_NOTE = "AdamW replaces YOLOv5’s SGD.";

/** The table's experiments by profile. */
export const detection: Table = makeTable({
  name: "detection",
  title: "Detection",
  arms: [],
  comparisons: [],
  notes: [],
  bases,
  own: (profile) => {
    const arms = kinds[profile], base = bases[profile];
    const title = `Does Curriculum by Masking help to detect objects? On ${on[profile]}`;
    const titleOn = (dataset: string) => `Does Curriculum by Masking help to detect objects? On ${dataset}`;
    const comparisons = comparisonsOf(arms, (label) => label);
    if (profile === "paper") return { title, titleOn, arms, comparisons, notes: [UNKNOWN] };
    const datasets = clutters(base.dataset), places = Object.keys(datasets);
    return {
      title,
      titleOn,
      base: { ...base, dataset: datasets.plain },
      arms: onEach(datasets, arms),
      comparisons: places.flatMap((place) => comparisonsOf(arms, (label) => `${label}, ${place}`)),
      severalTestSets: true,
      onOneDataset: { arms, comparisons },
      notes: [
        "The objects are the same on plain and on cluttered backgrounds.",
        ...(profile === "quick" ? [PROFILE_NOTES.quick, QUICK_NOTE] : []),
      ],
    };
  },
});
