import { join } from "@std/path";
import assert from "node:assert/strict";
import { type Analysis, analysisCharts, analyze, type Comparison } from "../../src/analysis/mod.ts";
import { answer, howLong, reportHtml, tableNote, writeReport } from "../../src/report/mod.ts";
import { made } from "../analysis/made_up_analysis.ts";
import { inTemporaryFolder, makeUpMultiLabelRuns, makeUpRuns } from "../analysis/made_up_runs.ts";
import { snapshot } from "../end_to_end/run_files.ts";

const NASTY = `<script>alert("1")</script>&'`;

Deno.test("reportHtml() contains answer, tables, charts, settings, environment, licences and the command", async () => {
  const page = await reportHtml(made({ notices: ["A notice."] }), {
    title: "A title",
    command: "deno task cbm reproduce",
    notes: ["JPEG re-encoded."],
  });
  const text = page.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  for (
    const needed of [
      "A title",
      "Does Curriculum by Masking (cbm) help?",
      "2 seeds are too few to claim anything",
      "2,000 image-steps",
      "Such short training proves little",
      "JPEG re-encoded.",
      "A notice.",
      "50.00 ± 7.07",
      "[−1.50, +51.25]",
      "McNemar",
      "Method of cbm cbm:max=0.4,min=0.07",
      "Learning rate 0.1",
      "Deno 2.9.6",
      "Backend wasm: WebAssembly SIMD, one thread (tfjs 4.22.0)",
      "in 17%, 10% and 6% of experiments with 3, 5 and 10 seeds",
      "Made-up images.",
      "deno task cbm reproduce",
    ]
  ) assert.ok(text.includes(needed), needed);
  assert.equal(page.match(/<svg /g)?.length, analysisCharts(made()).length, "a picture of every chart");
  assert.ok(!page.includes("/somewhere/"), "no path of the machine");
});

Deno.test("reportHtml() explains the tests over seeds, and what too few seeds cannot show", async () => {
  const page = await reportHtml(made(), { title: "A title" });
  const text = page.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  for (
    const needed of [
      "p (Wilcoxon)",
      "Cohen's d of the pairs",
      "t test at 0.05 / 2, the strictest step of Holm's correction), none below 5 seeds, however large.",
      "With 2 seeds, Wilcoxon's test (exact, also with ties) cannot give a p below 0.500, whatever the effect.",
    ]
  ) assert.ok(text.replaceAll("&#39;", "'").includes(needed), needed);
  assert.doesNotMatch(text, /would detect a gain/);
  const claimable = first({
    verdict: "not significant",
    overSeeds: { ...first({}).overSeeds, detectable: 0.1235, leastWilcoxonP: 0.03125 },
  });
  const one = made({ comparisons: [claimable], minimumSeeds: 2 });
  assert.match(
    answer(one, claimable).sentences.join(" "),
    /With this many seeds and this variation, we would detect a gain of 12.35 points in four of five experiments/,
  );
  assert.match(tableNote(one), /four of five experiments \(t test at 0.05\)\. ?/);
  assert.doesNotMatch(tableNote(one), /none below|cannot give less/);
});

Deno.test("reportHtml() of multi-label runs reports mean average precision, and no accuracy", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpMultiLabelRuns(root, [0.3, 0.9]);
    const page = await reportHtml(await analyze([root]), { title: "Scenes", isStatic: true });
    const text = page.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    for (
      const needed of [
        "mAP %",
        "Test mAP by epoch",
        "reached a mean average precision of",
        "Intervals and p-values therefore come from the paired t test over seeds",
      ]
    ) assert.ok(text.includes(needed), needed);
    assert.doesNotMatch(text, /McNemar|[Aa]ccuracy|Guessing|hierarchical/);
  });
});

/** The texts of the scripts of a page that would run, without data for them. */
const scriptsOf = (page: string): string[] =>
  [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text!);

Deno.test("reportHtml() loads nothing, and allows one script by its hash, or none if static", async () => {
  for (const isStatic of [false, true]) {
    const page = await reportHtml(made(), { title: "A title", isStatic });
    const [policy] = page.match(/(?<=Content-Security-Policy" content=")[^"]*/)!;
    assert.match(policy, /^default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-eval|https?:/);
    const scripts = scriptsOf(page);
    assert.equal(scripts.length, isStatic ? 0 : 1);
    for (const text of scripts) {
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
      assert.ok(policy.includes(`script-src 'sha256-${digest.toBase64()}'`));
    }
    assert.equal(page.includes("<script"), !isStatic);
    assert.doesNotMatch(page, /<iframe|<object|@import|<link(?! rel="icon" href="data:,")|<script[^>]* src/);
    const shown = page.replace(/<script[\s\S]*?<\/script>/g, "");
    const sources = [...shown.matchAll(/ src="([^"]*)"/g)].map(([, address]) => address!);
    assert.ok(sources.every((address) => address.startsWith("data:")), sources.join());
    const links = [...shown.matchAll(/<a href="([^"]*)"/g)].map(([, address]) => address!);
    assert.ok(links.includes("https://arxiv.org/abs/2407.05193"));
    assert.ok(links.every((address) => /^(#|https:)/.test(address)), "links are only followed on a click");
  }
});

Deno.test("reportHtml() begins with what CBM is, one answer, the gains and five columns; its headings are in order", async () => {
  const page = await reportHtml(made(), { title: "A title", isStatic: true });
  const first = page.slice(page.indexOf("<main>"), page.indexOf("<nav"));
  assert.match(first, /Curriculum by Masking \(CBM\) trains a network on images/);
  assert.equal(page.match(/class="headline"/g)?.length, 1, "one answer");
  assert.ok(first.includes('id="chart-gains"'));
  assert.deepEqual([...first.matchAll(/<th scope="col"[^>]*>([^<]*)/g)].map(([, name]) => name), [
    "Method",
    "Accuracy %",
    "Gain, points",
    "95% interval",
    "p (Holm)",
  ]);
  const levels = [...page.matchAll(/<h([1-6])[ >]/g)].map(([, level]) => Number(level));
  assert.equal(levels[0], 1);
  assert.ok(levels.every((level, at) => at === 0 || (level > 1 && level <= levels[at - 1]! + 1)));
  for (const [, id] of page.matchAll(/<a href="#([^"]*)"/g)) assert.ok(page.includes(` id="${id}"`), `${id}`);
  assert.ok(!page.includes("<figcaption"), "alternative texts are not captions");
});

Deno.test("reportHtml() offers table, metrics, specifications and method cards as files that it holds", async () => {
  const page = await reportHtml(made(), { title: "A title", isStatic: true });
  const files = new Map(
    [...page.matchAll(/<a download="([^"]*)" href='data:[^,]*,([^']*)'/g)]
      .map(([, name, text]) => [name!, decodeURIComponent(text!)]),
  );
  assert.match(files.get("table.csv")!, /^arm,method,seeds,/);
  assert.match(files.get("metrics.csv")!, /^arm,seed,epoch,ratio,train_loss,.*\nconventional,1,1,0,/);
  assert.equal(files.get("metrics.csv")!.trim().split("\n").length, 1 + 5 * 2);
  for (const { name, spec } of analysisCharts(made())) {
    assert.deepEqual(JSON.parse(files.get(`${name}.vl.json`)!), JSON.parse(JSON.stringify(spec)), name);
  }
  assert.match(files.get("cbm.md")!, /^# /);
});

Deno.test("reportHtml() states costs, and cites the paper and itself", async () => {
  const costs = [{ model: "resnet18:width=8", classes: 2, parameters: 175_000, macs: 8_900_000, size: 32 }];
  const page = await reportHtml(made(), { title: "Does 50% help & {why}?", isStatic: true, costs });
  const text = page.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  assert.match(text, /cbm 2 2,000 175,000 8.9 million at 32 px WebAssembly SIMD, one thread/);
  assert.match(text, /@inproceedings\{jarca2024cbm,.*10\.3233\/FAIA240503/);
  assert.ok(text.includes("title = {Does 50\\% help \\&amp; why?}"));
});

Deno.test("reportHtml() escapes all text from outside", async () => {
  const { arms, ...rest } = made();
  const hostile: Analysis = {
    ...rest,
    arms: arms.map((arm) => ({
      ...arm,
      label: `${arm.label}${NASTY}`,
      runs: arm.runs.map((run) => ({
        ...run,
        label: `${run.label}${NASTY}`,
        method: NASTY,
        config: { ...run.config, dataset: NASTY, [NASTY]: NASTY },
        sessions: [{ cpu: NASTY }],
        attribution: NASTY,
      })),
    })),
    comparisons: rest.comparisons.map((one) => ({
      ...one,
      treatment: `${one.treatment}${NASTY}`,
      control: `${one.control}${NASTY}`,
    })),
    test: { ...rest.test, classes: [NASTY, "b"] },
    notices: [NASTY],
  };
  const page = await reportHtml(hostile, {
    isStatic: true,
    title: NASTY,
    command: NASTY,
    notes: [NASTY],
    samples: {
      images: new Uint8Array(12),
      shape: [1, 2, 2],
      names: [NASTY],
      probabilities: Float32Array.of(1),
      patches: 1,
      masks: [{ ratio: 0, kept: Uint8Array.of(1), title: NASTY }],
    },
  });
  assert.ok(!page.includes("<script"));
  assert.ok(!page.includes(`alert("1")</`));
  assert.ok(page.includes("&lt;script&gt;"));
  const live = await reportHtml(hostile, { title: NASTY });
  const data = [...live.matchAll(/<script type="application\/json">([\s\S]*?)<\/script>/g)];
  assert.equal(live.match(/<script/g)?.length, data.length + 1, "the charts' data and one script");
  for (const [, text] of data) JSON.parse(text!);
});

const first = (changes: Partial<Comparison>): Comparison => ({ ...made().comparisons[0]!, ...changes });

Deno.test("answer() claims no more than the verdict allows", () => {
  const few = answer(made(), first({}));
  assert.equal(few.tone, "open");
  assert.match(
    few.headline,
    /^Not shown: in these runs it scored higher than conventional by 25.00 points, but 2 seeds are too few/,
  );
  assert.match(few.sentences.join(" "), /so we make no claim/);
  const yes = answer(
    made(),
    first({ verdict: "significant at 0.05", interval: { low: 0.1, high: 0.4, p: 0.0001 } }),
  );
  assert.deepEqual([yes.tone, yes.headline], [
    "yes",
    "Yes, here: 25.00 percentage points more than conventional.",
  ]);
  assert.match(yes.sentences.join(" "), /runs from \+10.00 to \+40.00 points, all of it above 0/);
  const no = answer(
    made(),
    first({ verdict: "significant at 0.05", gain: -0.02, interval: { low: -0.03, high: -0.01, p: 0.001 } }),
  );
  assert.deepEqual([no.tone, no.headline], [
    "no",
    "No, here it hurts: 2.00 percentage points less than conventional.",
  ]);
  const open = answer(made(), first({ verdict: "not significant", gain: -0.02 }));
  assert.equal(open.tone, "open");
  assert.match(
    open.headline,
    /^Not shown: in these runs it scored lower than conventional by 2.00 points, but that is within/,
  );
  const same = answer(made(), first({ verdict: "not significant", gain: 0 }));
  assert.match(same.headline, /scored the same as conventional, but/);
  assert.match(answer(made(), made().comparisons[1]!).sentences.join(" "), /Not at all: with one seed/);
  assert.match(answer(made(), made().comparisons[1]!).question, /better than random/);
});

Deno.test("howLong() states the image-steps and warns of short runs and of runs that learned nothing", () => {
  const short = howLong(made()).join(" ");
  assert.match(short, /2,000 image-steps \(1,000 training images, 2 epochs\)/);
  assert.match(short, /is 0.02% of it. Such short training proves little/);
  assert.match(short, /conventional reached 50.00%, less than twice that: it has hardly begun to learn/);
  const { arms } = made();
  const long = arms.map((arm) => ({
    ...arm,
    runs: arm.runs.map((run) => ({ ...run, imageSteps: 9_987_200 })),
  }));
  assert.ok(!howLong(made({ arms: long })).join(" ").includes("proves little"));
  const tiny = arms.map((arm) => ({
    ...arm,
    runs: arm.runs.map((run) => ({ ...run, imageSteps: 100, trainSize: 100 })),
  }));
  assert.match(
    howLong(made({ arms: tiny })).join(" "),
    /100 training images, 1 epoch\).*this is less than 0.01% of it/,
  );
});

Deno.test("writeReport() writes tables, charts and report of real run folders", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "runs"));
    const out = join(root, "new", "folder"),
      analysis = await analyze([join(root, "runs")], { resamples: 200 });
    const files = await writeReport(analysis, out, { title: "A table" });
    assert.deepEqual([...Deno.readDirSync(out)].map(({ name }) => name).sort(), [
      "charts",
      "report.html",
      "table.csv",
      "table.md",
      "table.tex",
    ]);
    assert.equal(
      files.charts.length,
      2 * analysisCharts(analysis).length,
      "a picture and a specification each",
    );
    for (const path of files.charts) assert.ok((await Deno.stat(path)).size > 500, path);
    assert.match(await Deno.readTextFile(files.csv), /^arm,method,seeds,accuracy_mean/);
    assert.match(await Deno.readTextFile(files.markdown), /no claim with fewer than 5 seeds/);
    assert.match(await Deno.readTextFile(files.latex), /\\toprule/);
    const page = await Deno.readTextFile(files.html);
    assert.ok(page.startsWith("<!doctype html>"));
    assert.ok(!page.includes(root));
  });
});

Deno.test("writeReport() leaves an older report unchanged if the new one cannot be written", async () => {
  await inTemporaryFolder(async (root) => {
    await writeReport(made(), root, { title: "An old one" });
    const chart = join(root, "charts", "gains.svg");
    await Deno.remove(chart);
    await Deno.mkdir(chart);
    const before = await snapshot(root);
    await assert.rejects(() => writeReport(made(), root, { title: "A new one" }), /Cannot write .*gains/);
    assert.deepEqual(await snapshot(root), before);
  });
});

Deno.test("writeReport() ends the caption's title once", async () => {
  await inTemporaryFolder(async (root) => {
    for (const [title, caption] of [["Does it help?", "Does it help?"], ["A table", "A table."]]) {
      const { latex } = await writeReport(made(), root, { title: title! });
      assert.ok((await Deno.readTextFile(latex)).includes(`\\caption{${caption}}`));
    }
  });
});

Deno.test("writeReport() names an unwritable folder", async () => {
  await inTemporaryFolder(async (root) => {
    const file = join(root, "file");
    await Deno.writeTextFile(file, "");
    await assert.rejects(() => writeReport(made(), join(file, "out"), { title: "A table" }), /Cannot .*file/);
  });
});
