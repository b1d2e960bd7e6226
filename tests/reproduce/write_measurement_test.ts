import { from } from "arquero";
import assert from "node:assert/strict";
import { writeMeasurement } from "../../src/reproduce/write_measurement.ts";
import { inTemporaryFolder } from "../analysis/made_up_runs.ts";

Deno.test("writeMeasurement() writes the same four files as a table of runs, numbers in the CSV and words in the others", () =>
  inTemporaryFolder(async (root) => {
    const files = await writeMeasurement(`${root}/out`, {
      title: "How long it takes",
      readable: from([{ "Method": "cbm", "Overhead %": "1.5" }]),
      numbers: from([{ method: "cbm", overhead_percent: 1.5321 }]),
      caption: "Median of three rounds",
      notes: ["A note with <b>."],
      environment: [["Processor", "fast & new"]],
      command: "deno task cbm reproduce --table overhead",
    });
    assert.deepEqual(Object.keys(files), ["csv", "markdown", "latex", "html"]);
    assert.equal(await Deno.readTextFile(files.csv), "method,overhead_percent\ncbm,1.5321\n");
    assert.match(
      await Deno.readTextFile(files.markdown),
      /\| cbm .*1\.5 \|\n\nMedian of three rounds\. A note/,
    );
    assert.match(await Deno.readTextFile(files.latex), /Overhead \\%/);
    const html = await Deno.readTextFile(files.html);
    for (
      const text of ["How long it takes", "A note with &lt;b&gt;.", "fast &amp; new", "--table overhead"]
    ) {
      assert.ok(html.includes(text), text);
    }
  }));
