/**
 * Table `arms`: CBM beside what people use instead, none of which has a schedule or looks at the image, and beside
 * crops and flips, without which the published comparison was made.
 *
 *     deno task reproduce --table arms --profile quick
 */
import { against, CBM, CONVENTIONAL, makeTable, type Table } from "./plan.ts";

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
  title: "Curriculum by Masking and what people use instead,",
  arms: [
    CONVENTIONAL,
    CBM,
    ...Object.entries(others).map(([label, method]) => ({ label, method })),
    { label: "crop and flip", method: "conventional", config: { augment } },
    { label: "cbm, crop and flip", method: "cbm", config: { augment } },
  ],
  comparisons: [
    ...against("conventional", ["cbm", ...Object.keys(others), "crop and flip"]),
    { treatment: "cbm, crop and flip", control: "crop and flip" },
  ],
  notes: [
    "All arms but those that say so train without crops and flips, as published with CBM; with them a gain may be gone.",
  ],
});
