import assert from "node:assert/strict";
import { classAccuracies, confusions, mainArms, worstConfusions } from "../../src/analysis/class_scores.ts";
import { made } from "./made_up_analysis.ts";

// Per seed: 20 images, classes 0 1 0 1 …; the first 14 (seed 1) or 16 (seed 2) are correct, the others not.
const cbm = made().arms[1]!;

Deno.test("confusions() counts predictions by true class over all seeds", () => {
  assert.deepEqual([...confusions(cbm)], [7 + 8, 3 + 2, 3 + 2, 7 + 8]);
});

Deno.test("classAccuracies() and worstConfusions() are shares of a class's images", () => {
  assert.deepEqual(classAccuracies(cbm), [0.75, 0.75]);
  assert.deepEqual(worstConfusions(cbm), [
    { trueClass: "animal", predicted: "food", share: 0.25 },
    { trueClass: "food", predicted: "animal", share: 0.25 },
  ]);
  const three = { ...cbm, test: { ...cbm.test, classes: ["animal", "food", "face"] } };
  assert.ok(Number.isNaN(classAccuracies(three)[2]), "a class without test images");
});

Deno.test("mainArms() are the control and the treatment of the first comparison", () => {
  assert.deepEqual(mainArms(made()).map(({ label }) => label), ["conventional", "cbm"]);
  assert.equal(mainArms(made({ comparisons: [] })).length, 2);
});
