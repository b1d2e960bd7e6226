import assert from "node:assert/strict";
import { analyze } from "../../src/analysis/analyze.ts";
import { resultScreen } from "../../src/report/screen.ts";
import { shorten, terminalWidth, wrap } from "../../src/terminal.ts";
import { made } from "../analysis/made_up_analysis.ts";
import { makeUpRuns } from "../analysis/made_up_runs.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { doneHere } from "../end_to_end/in_process.ts";

Deno.test("terminalWidth() is COLUMNS, else 80, where the output is no terminal", () => {
  const before = Deno.env.get("COLUMNS"), file = { isTerminal: () => false };
  try {
    Deno.env.set("COLUMNS", "101");
    assert.equal(terminalWidth(file), 101);
    for (const wrong of ["", "wide", "-3"]) {
      Deno.env.set("COLUMNS", wrong);
      assert.equal(terminalWidth(file), 80, wrong);
    }
  } finally {
    if (before === undefined) Deno.env.delete("COLUMNS");
    else Deno.env.set("COLUMNS", before);
  }
});

Deno.test("shorten() and wrap() keep texts within some columns", () => {
  assert.deepEqual([shorten("cbm", 3), shorten("cbm", 2), shorten("cbm", 0)], ["cbm", "c…", "…"]);
  assert.equal(wrap("one two three averylongword x", 9), "one two\nthree\naverylongword\nx");
});

Deno.test("the last screen fits 60 to 120 columns, and drops the least important columns", async () => {
  await inTempDir(async (folder) => {
    await makeUpRuns(folder, { images: 60, clusters: null });
    const comparisons = ["cbm:conventional", "cbm:random", "random:conventional"];
    const analysis = await analyze([folder], { resamples: 100, comparisons });
    const columns = (width: number, wide = false) => {
      const lines = resultScreen(analysis, { width, wide }).split("\n");
      const longest = Math.max(...lines.map((line) => line.length));
      if (!wide) assert.ok(longest <= width, `${longest} columns of ${width}`);
      return lines.find((line) => line.startsWith("Method"))!.split(/ {2,}/);
    };
    const least = ["Method", "Accuracy %", "Gain", "p (Holm)"];
    assert.deepEqual(columns(60).filter((name) => least.includes(name)), least);
    assert.ok(columns(80).includes("95% interval"));
    assert.ok(columns(100).includes("Verdict"));
    const all = columns(80, true);
    for (const width of [80, 100, 120]) {
      const some = columns(width);
      assert.ok(some.length < all.length && some.every((name) => all.includes(name)), `${width}: ${some}`);
    }
    const screen = resultScreen(analysis, { width: 80 });
    assert.match(screen, /^Does Curriculum by Masking \(cbm\) help\? /);
    assert.match(screen, /\ncbm +3 .*\n {2}vs conventional .*\n {2}vs random /);
  });
});

Deno.test("a long name of a method is shortened, never wrapped", () => {
  const analysis = made();
  const long = "./ideas/a_method_with_a_very_long_name.ts:strength=0.25,schedule=linear-repeat";
  const arms = analysis.arms.map((arm) => arm.label === "cbm" ? { ...arm, label: long } : arm);
  const comparisons = analysis.comparisons.map((one) =>
    one.treatment === "cbm" ? { ...one, treatment: long } : one
  );
  const table = resultScreen({ ...analysis, arms, comparisons }, { width: 80 }).split("\n\n")[1]!;
  assert.ok(table.split("\n").every((line) => line.length <= 80) && table.includes("…"), table);
});

Deno.test("analyze ends with the answer, the table and the path; --wide adds McNemar's test", async () => {
  await inTempDir(async (folder) => {
    await makeUpRuns(folder, { images: 60, clusters: null });
    const analyzeHere = (...more: string[]) =>
      doneHere(["analyze", folder, "--resamples", "100", ...more], { env: { COLUMNS: "80" } });
    const { stdout } = await analyzeHere();
    assert.match(stdout, /^Does .*\n[^]*\nMethod [^]*\nRuns: .*\n$/);
    assert.ok(!stdout.includes("McNemar") && !stdout.includes("|"));
    assert.match((await analyzeHere("--wide")).stdout, /Effect size[^]*McNemar/);
    assert.match((await analyzeHere("--out", `${folder}/out`)).stdout, /\nAnalysis: .*analysis\.json\n$/);
  });
});
