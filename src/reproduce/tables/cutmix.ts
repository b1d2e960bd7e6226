/**
 * Table `cutmix`: does CBM add to CutMix, and if so, is it the salience?
 *
 *     deno task cbm reproduce --table cutmix --profile quick
 *
 * The paper combines the two; its numbers, and the order in which it applies them, are not public as text.
 * Here the mask is laid on each image, and then images are mixed.
 */
import { CIFAR10_CONTROL, CUTMIX_NOTE } from "../published.ts";
import { CBM, CONVENTIONAL, makeTable, type Table } from "./make_table.ts";

/** The table's experiments by profile. */
export const cutmix: Table = makeTable({
  name: "cutmix",
  title: "Curriculum by Masking with CutMix",
  arms: [
    CONVENTIONAL,
    CBM,
    { label: "cutmix", method: "cutmix" },
    { label: "cbm+cutmix", method: "cbm+cutmix" },
    { label: "random masking+cutmix", method: "cbm:salience=uniform+cutmix" },
  ],
  comparisons: [
    { treatment: "cbm", control: "conventional" },
    { treatment: "cutmix", control: "conventional" },
    { treatment: "cbm+cutmix", control: "cutmix" },
    { treatment: "cbm+cutmix", control: "random masking+cutmix" },
  ],
  published: CIFAR10_CONTROL,
  publishedNotes: [CUTMIX_NOTE],
  notes: [],
});
