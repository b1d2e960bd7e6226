import assert from "node:assert/strict";
import { join } from "@std/path";
import { analyze } from "../../src/analysis/analyze.ts";
import { readableTable, resultTable } from "../../src/analysis/table.ts";
import { InputError } from "../../src/errors.ts";
import { reportHtml } from "../../src/report/mod.ts";
import { inTemporaryFolder, makeUpRuns } from "./made_up_runs.ts";

const pair = (place: string) => [
  { label: `conventional, ${place}`, method: "conventional", accuracy: 0.4 },
  { label: `cbm, ${place}`, method: "cbm", accuracy: 0.5 },
];
const resamples = 100;

Deno.test("analyze() takes arms on several test sets, and compares only within one set", () =>
  inTemporaryFolder(async (root) => {
    const dirs = [
      ...await makeUpRuns(join(root, "a"), { arms: pair("a"), images: 300, config: { dataset: "a" } }),
      ...await makeUpRuns(join(root, "b"), { arms: pair("b"), images: 200, config: { dataset: "b" } }),
    ];
    const within = ["a", "b"].map((place) => ({
      treatment: `cbm, ${place}`,
      control: `conventional, ${place}`,
    }));
    const one = { comparisons: within, resamples, severalTestSets: false };
    await assert.rejects(analyze(dirs, one), InputError, "where one test set is expected");
    const options = { resamples };
    const analysis = await analyze(dirs, { ...options, comparisons: within });
    assert.equal(analysis.comparisons.length, 2);
    assert.ok(analysis.notices.some((text) => text.includes("several sets of images")));
    assert.ok(
      !analysis.notices.some((text) => text.includes('"dataset"')),
      "within a comparison it is the same",
    );
    const across = [{ treatment: "cbm, a", control: "conventional, b" }];
    await assert.rejects(analyze(dirs, { ...options, comparisons: across }), /tested on different images/);
  }));

Deno.test("published numbers appear beside their arms, each with its source", () =>
  inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(root);
    const published = {
      conventional: [
        { mean: 89.2, standardDeviation: 0.43, from: "LeRaC", source: "A paper" },
        { mean: 95.28, standardDeviation: null, from: "Random Erasing", source: "Another paper" },
      ],
    };
    const analysis = await analyze(dirs, { published, resamples });
    assert.deepEqual(readableTable(analysis).array("Published %"), [
      "89.20 ± 0.43 (LeRaC); 95.28 (Random Erasing)",
      "not known",
      "not known",
    ]);
    assert.deepEqual(resultTable(analysis).array("published_mean_lerac"), [89.2, null, null]);
    assert.deepEqual(resultTable(analysis).array("published_sd_lerac"), [0.43, null, null]);
    assert.deepEqual(resultTable(analysis).array("published_mean_random_erasing"), [95.28, null, null]);
    assert.deepEqual(resultTable(analysis).array("published_sd_random_erasing"), [null, null, null]);
    assert.ok(!readableTable(await analyze(dirs, { resamples })).columnNames().includes("Published %"));
  }));

Deno.test("tables and report name the files of runs without the machine's folders", () =>
  inTemporaryFolder(async (root) => {
    const place = "/home/me/files", hash = "0123456789abcdef".repeat(4);
    const dirs = await makeUpRuns(root, {
      arms: [{ label: "conventional", accuracy: 0.4 }, {
        label: "taught",
        method: `cbm:salience=${place}/p.npy,max=0.4`,
        accuracy: 0.5,
      }],
      config: { weights: `${place}/w.pth`, weightsSha256: hash, contents: { "cbm:salience": hash } },
    });
    const analysis = await analyze(dirs, { resamples });
    assert.equal(analysis.arms[1]!.runs[0]!.method, "cbm:salience=p.npy,max=0.4");
    const html = await reportHtml(analysis, { title: "Files" });
    assert.ok(!html.includes(place) && html.includes("salience=p.npy") && html.includes("0123456789ab…"));
  }));
