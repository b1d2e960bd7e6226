/**
 * Table `ratio`: how much should be hidden at most? Salient and random patches at the same ratio hide the
 * same number.
 *
 *     deno task cbm reproduce --table ratio --profile quick
 *
 * The paper's own ablation is not public as text.
 */
import { CIFAR10_CONTROL } from "../published.ts";
import { against, CONVENTIONAL, makeTable, type Table } from "./make_table.ts";

const ratios = [0.2, 0.4, 0.6, 0.8];

/** The table's experiments by profile. */
export const ratio: Table = makeTable({
  name: "ratio",
  title: "Largest masking ratios",
  arms: [
    CONVENTIONAL,
    ...ratios.flatMap((max) => [
      { label: `cbm, ${max}`, method: `cbm:max=${max}` },
      { label: `random, ${max}`, method: `cbm:salience=uniform,max=${max}` },
    ]),
  ],
  comparisons: ratios.flatMap((max) => [
    ...against("conventional", [`cbm, ${max}`]),
    { treatment: `cbm, ${max}`, control: `random, ${max}` },
  ]),
  published: CIFAR10_CONTROL,
  notes: [],
});
