import assert from "node:assert/strict";
import { Ajv } from "ajv";
import {
  analysisCharts,
  analyze,
  charts,
  precisionRecallCurves,
  renderSvg,
} from "../../../src/analysis/mod.ts";
import { inTemporaryFolder, makeUpDetectionRuns } from "../made_up_runs.ts";

interface Panel {
  readonly title: { readonly text: string };
  readonly data: {
    readonly values: readonly {
      readonly arm: string;
      readonly recall: number;
      readonly precision: number;
    }[];
  };
}

Deno.test("the charts of detectors are valid by Vega-Lite's own schema and contain no broken numbers", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(root, [0.4, 0.85]);
    const analysis = await analyze([root]), drawn = analysisCharts(analysis);
    const entries = charts.filter(({ applies }) => applies?.(analysis) ?? true);
    assert.deepEqual(drawn.map(({ name }) => name), entries.map(({ name }) => name));
    const titleOf = (chart: string) => drawn.find(({ name }) => name === chart)?.title;
    assert.equal(titleOf("accuracy-by-epoch"), "Test mAP@.5 by epoch");
    assert.equal(titleOf("strict-map-by-epoch"), "Test mAP@.5:.95 by epoch");
    assert.equal(titleOf("precision-recall"), "Precision and recall");
    const path = new URL("vega-lite-schema.json", import.meta.resolve("vega-lite"));
    const validate = new Ajv({ strict: false, validateFormats: false })
      .compile(JSON.parse(await Deno.readTextFile(path)));
    for (const chart of drawn) {
      assert.ok(validate(chart.spec), `${chart.name}: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
      const svg = await renderSvg(chart);
      assert.ok(!/NaN|undefined|Infinity/.test(svg), `${chart.name} has a broken number`);
    }
  }));

Deno.test("precisionRecallCurves() has a panel per class whose precision only falls, higher for the better arm", () =>
  inTemporaryFolder(async (root) => {
    await makeUpDetectionRuns(root, [0.4, 0.85]);
    const chart = precisionRecallCurves(await analyze([root]));
    const { concat } = chart.spec as unknown as { concat: Panel[] };
    assert.deepEqual(concat.map(({ title }) => title.text), ["all classes", "animal", "face", "food"]);
    for (const { data: { values } } of concat) {
      for (const arm of ["conventional", "cbm"]) {
        const curve = values.filter((one) => one.arm === arm);
        assert.deepEqual([curve[0]!.recall, curve.at(-1)!.recall], [0, 100]);
        assert.ok(curve.every(({ precision }, k) => k === 0 || precision <= curve[k - 1]!.precision));
      }
    }
    const area = (label: string) =>
      concat[0]!.data.values.filter(({ arm }) => arm === label).reduce(
        (sum, { precision }) => sum + precision,
        0,
      );
    assert.ok(area("cbm") > area("conventional"));
    assert.match(chart.description, /mean of 3 classes and one for each, .*conventional \d/);
  }));
