import assert from "node:assert/strict";
import { fitToData } from "../../src/reproduce/fit_to_data.ts";
import { gridRuns } from "../../src/reproduce/grid.ts";
import { override } from "../../src/reproduce/override.ts";
import { findExperiment, findRecipe, mainOf } from "../../src/reproduce/tables.ts";

const without = (name: string) => Promise.resolve({ name: name.split(":")[0]! });
const withSuperclasses = (name: string) => Promise.resolve({ name, superclasses: Int32Array.of(0, 0, 1) });

const labels = ({ arms }: { arms: readonly { label: string }[] }) => arms.map(({ label }) => label);

Deno.test("fitToData() leaves LSCL out where classes have no superclasses, with its comparisons and a note", async () => {
  const wanted = override(findExperiment("rivals", "quick"), { dataset: "image-folder:path=photos" });
  const { experiment, notices } = await fitToData(wanted, without);
  assert.deepEqual(labels(experiment), labels(wanted).filter((label) => label !== "lscl"));
  assert.equal(notices.length, 1);
  assert.match(notices[0]!, /"lscl" is left out: image-folder has no superclasses/);
  assert.deepEqual(experiment.notes, [...wanted.notes, ...notices]);
  assert.ok(experiment.comparisons.length > 0);
  const known = { contents: { dataset: "0".repeat(64) } };
  const runs = gridRuns({ ...experiment, base: { ...experiment.base, ...known } });
  assert.equal(runs.length, 6 * 3, "the grid is one of whole comparisons");
});

Deno.test("fitToData() keeps LSCL where there are superclasses, and asks nothing of other tables' data", async () => {
  const rivals = findExperiment("rivals", "quick");
  assert.deepEqual(await fitToData(rivals, withSuperclasses), { experiment: rivals, notices: [] });
  const ratio = findExperiment("ratio", "quick");
  const refuses = () => Promise.reject(new Error("loaded for nothing"));
  assert.equal((await fitToData(ratio, refuses)).experiment, ratio);
});

Deno.test("fitToData() keeps LSCL that is told which classes are alike, alone or in a composition", async () => {
  const rivals = findExperiment("rivals", "quick");
  const arms = [
    ["vectors", "lscl:vectors=words.txt"],
    ["matrix", "mixup+lscl:similarity=matrix.json"],
    ["neither", "mixup+lscl:epsilon=0.9"],
  ].map(([label, method]) => ({ label: label!, method: method! }));
  const { experiment } = await fitToData({ ...rivals, arms, comparisons: [] }, without);
  assert.deepEqual(labels(experiment), ["vectors", "matrix"]);
});

Deno.test("fitToData() looks at the data set that is trained on, not at the recipe's", async () => {
  const wanted = override(mainOf(findRecipe("resnet18-cifar100")), { dataset: "cifar10" });
  assert.ok(labels(wanted).includes("lscl"));
  assert.ok(!labels((await fitToData(wanted, without)).experiment).includes("lscl"));
});
