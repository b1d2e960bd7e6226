import assert from "node:assert/strict";
import { analyze } from "../../src/analysis/mod.ts";
import { memorySplit } from "../../src/data/mod.ts";
import type { Dataset } from "../../src/data/types.ts";
import { InputError } from "../../src/errors.ts";
import { detectionPictures } from "../../src/report/detection_pictures.ts";
import { inTemporaryFolder, makeUpDetectionRuns, makeUpRuns } from "../analysis/made_up_runs.ts";

const shape = [4, 4, 3] as const;

/** 40 images, each of one grey level: its place. */
function greys(name: string): Dataset {
  const images = Uint8Array.from({ length: 40 * 48 }, (_, i) => Math.floor(i / 48));
  const split = memorySplit({ images, shape, labels: new Int32Array(40) });
  return { name, classes: ["animal", "face", "food"], shape, train: split, test: split, attribution: "" };
}

Deno.test("detectionPictures() shows the chosen test images of every data set with its arms", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(`${root}/a`, [0.4, 0.8], { dataset: "scenes:clutter=0" });
    const one = await detectionPictures(await analyze([root]), (name) => Promise.resolve(greys(name)));
    assert.deepEqual(one.map(({ rows, title, arms }) => [rows, title, arms]), [
      [[5, 15, 25, 35], "scenes:clutter=0", ["conventional", "cbm"]],
    ]);
    assert.deepEqual([one[0]!.images[0], one[0]!.images.at(-1)], [5, 35]);

    const labels = ["conventional, busy", "cbm, busy"];
    await makeUpDetectionRuns(`${root}/b`, [0.4, 0.8], { dataset: "scenes:clutter=3", labels });
    const both = await analyze([root], { severalTestSets: true, comparisons: [] });
    const two = await detectionPictures(both, (name) => Promise.resolve(greys(name)));
    assert.deepEqual(two.map(({ rows, arms }) => [rows, arms]), [
      [[10, 30], ["conventional", "cbm"]],
      [[10, 30], labels],
    ]);
  }));

Deno.test("detectionPictures() rejects other images than the runs', and shows none for classifiers", () =>
  inTemporaryFolder(async (root) => {
    const dirs = await makeUpDetectionRuns(`${root}/a`, [0.4]);
    for (const dir of dirs) {
      const dataset = { name: "scenes", train: "t", test: "another" };
      await Deno.writeTextFile(`${dir}/environment.json`, JSON.stringify({ sessions: [{ dataset }] }));
    }
    await assert.rejects(
      detectionPictures(await analyze([root]), (name) => Promise.resolve(greys(name))),
      (error) => error instanceof InputError && /differ from those of the runs/.test(error.message),
    );
    await makeUpRuns(`${root}/b`);
    const classifiers = await analyze([`${root}/b`], { resamples: 100 });
    assert.deepEqual(await detectionPictures(classifiers, () => Promise.reject(new Error("not needed"))), []);
  }));
