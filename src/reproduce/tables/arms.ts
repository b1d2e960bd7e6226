/**
 * Table `arms`: does CBM beat the augmentations that people use instead?
 *
 * None of these has a schedule or looks at the image. Crops and flips are among them, as the published
 * comparison was made without. Every arm is compared with conventional training, and CBM with every
 * alternative.
 *
 *     deno task cbm reproduce --table arms --profile quick
 */
import {
  CIFAR10_CONTROL,
  curBench,
  CURBENCH_CIFAR10,
  CUTMIX_NOTE,
  cutout,
  randomErasing,
} from "../published.ts";
import { against, CBM, CONVENTIONAL, makeTable, type Table } from "./make_table.ts";

const augment = ["flip", "crop"];
const others = {
  cutout: "cutout",
  "random erasing": "random_erasing",
  "hide-and-seek": "hide_and_seek",
  "grid mask": "grid_mask",
  cutmix: "cutmix",
  mixup: "mixup",
};

/** The table's experiments by profile. */
export const arms: Table = makeTable({
  name: "arms",
  title: "Curriculum by Masking and common alternatives,",
  arms: [
    CONVENTIONAL,
    CBM,
    ...Object.entries(others).map(([label, method]) => ({ label, method })),
    { label: "crop and flip", method: "conventional", config: { augment } },
    { label: "cbm, crop and flip", method: "cbm", config: { augment } },
  ],
  comparisons: [
    ...against("conventional", ["cbm", ...Object.keys(others), "crop and flip"]),
    ...[...Object.keys(others), "crop and flip"].map((control) => ({ treatment: "cbm", control })),
    { treatment: "cbm, crop and flip", control: "crop and flip" },
  ],
  published: [
    ...CIFAR10_CONTROL,
    ...curBench({ "crop and flip": CURBENCH_CIFAR10 }),
    ...cutout({ "crop and flip": [95.28, null], cutout: [96.01, null] }),
    ...randomErasing({ "random erasing": [93.27, null] }),
  ],
  publishedNotes: [CUTMIX_NOTE],
  notes: [
    "Unless an arm's name says otherwise, it trains without crops and flips, as published with CBM; with them a gain may vanish.",
  ],
});
