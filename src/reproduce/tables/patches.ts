/**
 * Table `patches`: how fine should the grid be? Salient and random patches at the same grid hide the same
 * number.
 *
 *     deno task cbm reproduce --table patches --profile quick
 *
 * The paper's own ablation is not public as text.
 */
import { CIFAR10_CONTROL } from "../published.ts";
import { against, CONVENTIONAL, makeTable, type Table } from "./make_table.ts";

const grids = [2, 4, 8, 16];
const named = (kind: string, n: number) => `${kind}, ${n}×${n}`;

/** The table's experiments by profile. */
export const patches: Table = makeTable({
  name: "patches",
  title: "Numbers of patches",
  arms: [
    CONVENTIONAL,
    ...grids.flatMap((n) => [
      { label: named("cbm", n), method: `cbm:patches=${n}` },
      { label: named("random", n), method: `cbm:salience=uniform,patches=${n}` },
    ]),
  ],
  comparisons: grids.flatMap((n) => [
    ...against("conventional", [named("cbm", n)]),
    { treatment: named("cbm", n), control: named("random", n) },
  ]),
  published: CIFAR10_CONTROL,
  notes: [
    "Counts are rounded down, so a coarse grid hides less than a fine one at the same ratios: of 2×2 patches none or one.",
  ],
});
