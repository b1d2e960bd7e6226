import assert from "node:assert/strict";
import { type Analysis, analysisCharts, maskedShare } from "../../../src/analysis/mod.ts";
import { made } from "../made_up_analysis.ts";

const CYCLE = [0.07, 0.1345, 0.2132, 0.3123, 0.4036];

/** The made-up analysis, its masking arms with a number of epochs of the published cycle. */
function masked(epochs: number, ratioOf = (epoch: number) => CYCLE[epoch % 5]!, patches = 4): Analysis {
  const { arms } = made();
  return made({
    arms: arms.map((arm) => ({
      ...arm,
      runs: arm.runs.map((run) => {
        const isMasking = run.method !== "conventional", [epoch] = run.epochs;
        return {
          ...run,
          method: isMasking ? `${run.method},patches=${patches}` : run.method,
          epochs: Array.from({ length: epochs }, (_, at) => ({
            ...epoch!,
            epoch: at + 1,
            ratio: isMasking ? ratioOf(at) : 0,
          })),
        };
      }),
    })),
  });
}

const valuesOf = (analysis: Analysis) =>
  (maskedShare(analysis).spec as unknown as {
    data: { values: { arm: string; epoch: number; share: number }[] };
  }).data.values;
const sharesOf = (analysis: Analysis, arm: string) =>
  valuesOf(analysis).filter((one) => one.arm === arm).map(({ share }) => share);

Deno.test("maskedShare() draws the share of whole patches that are hidden, of masking arms only", () => {
  const analysis = masked(5);
  assert.deepEqual(sharesOf(analysis, "cbm"), [6.25, 12.5, 18.75, 25, 37.5]);
  assert.deepEqual(
    sharesOf(masked(5, undefined, 8), "cbm"),
    [4, 8, 13, 19, 25].map((count) => 100 * count / 64),
  );
  assert.deepEqual(new Set(valuesOf(analysis).map(({ arm }) => arm)), new Set(["cbm", "random"]));
});

Deno.test("maskedShare() draws one period of many, and all epochs where nothing repeats", () => {
  assert.equal(sharesOf(masked(30), "cbm").length, 5);
  assert.match(maskedShare(masked(30)).title, /epochs 1 to 5 of 30/);
  assert.equal(sharesOf(masked(8), "cbm").length, 8, "less than two periods");
  assert.equal(sharesOf(masked(12, (epoch) => epoch / 20), "cbm").length, 12);
  assert.equal(sharesOf(masked(12, () => 0.4), "cbm").length, 12, "a constant share is no cycle");
});

Deno.test("an analysis without a masking arm has no chart of hidden patches", () => {
  const analysis = masked(5, () => 0);
  assert.ok(!analysisCharts(analysis).some(({ name }) => name === "masked-share"));
});
