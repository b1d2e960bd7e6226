import { join } from "@std/path";
import assert from "node:assert/strict";
import { analyze, readableTable, resultTable } from "../../src/analysis/mod.ts";
import { InputError } from "../../src/errors.ts";
import { reportHtml } from "../../src/report/mod.ts";
import { inTemporaryFolder, type MadeUpOptions, makeUpRuns } from "./made_up_runs.ts";

const resamples = 100;
const arms = [
  { label: "conventional", accuracy: 0.4 },
  { label: "cbm", method: "cbm:max=0.4036067977500615,salience=/home/me/p.npy", accuracy: 0.5 },
];

/** Analyses the same arms in several settings. */
const analyzeBoth = (
  work: (analysis: Awaited<ReturnType<typeof analyze>>) => void,
  ...settings: MadeUpOptions[]
) =>
  inTemporaryFolder(async (root) => {
    for (const [at, options] of settings.entries()) {
      await makeUpRuns(join(root, `${at}`), { arms, ...options });
    }
    work(await analyze([root], { resamples }));
  });

const compared = ({ comparisons }: Awaited<ReturnType<typeof analyze>>) =>
  comparisons.map(({ treatment, control }) => `${treatment} | ${control}`);

Deno.test("arms with the same label are named by the setting in which they differ, and compared with their counterparts", async () => {
  const cases: [Record<string, unknown>, Record<string, unknown>, string, string][] = [
    [{ model: "resnet18:width=8" }, { model: "resnet18:width=32" }, "resnet18:width=8", "resnet18:width=32"],
    [{ epochs: 10 }, { epochs: 20, learningRate: 0.2 }, "10 epochs", "20 epochs"],
    [{ precision: "fp32" }, { precision: "bf16" }, "fp32", "bf16"],
    [{ trainSize: 800 }, { trainSize: null }, "800 training images", "all training images"],
    [{}, { augment: ["flip", "crop"] }, "no augmentation", "flip+crop"],
    [{}, { weightsSha256: "0123456789abcdef".repeat(4) }, "no weights", "weights 01234567…"],
  ];
  for (const [one, other, first, second] of cases) {
    await analyzeBoth(
      (analysis) => {
        assert.deepEqual(analysis.arms.map(({ label }) => label), [
          `conventional, ${first}`,
          `conventional, ${second}`,
          `cbm, ${first}`,
          `cbm, ${second}`,
        ]);
        assert.deepEqual(compared(analysis).slice(1), [
          `cbm, ${first} | conventional, ${first}`,
          `cbm, ${second} | conventional, ${second}`,
        ]);
        assert.deepEqual(analysis.arms[3]!.runs.map(({ seed, label }) => [seed, label]), [
          [1, `cbm, ${second}`],
          [2, `cbm, ${second}`],
          [3, `cbm, ${second}`],
        ]);
      },
      { config: one, spread: 0.01 },
      { config: other, spread: 0.02 },
    );
  }
});

Deno.test("arms with the same label show the method's options in their names, without folders", async () => {
  const other = "cbm:max=0.6036067977500615,salience=/home/me/q.npy";
  await analyzeBoth(
    ({ arms }) =>
      assert.deepEqual(arms.map(({ label }) => label), [
        "conventional",
        "cbm, max=0.403607,salience=p.npy",
        "cbm, max=0.603607,salience=q.npy",
      ]),
    {},
    { arms: [{ ...arms[1]!, method: other }] },
  );
});

Deno.test("a setting that older runs lack does not count as a difference while it is unset", async () => {
  await analyzeBoth(
    ({ arms }) =>
      assert.deepEqual(arms.map(({ label, runs }) => [label, runs.length]), [["conventional", 2], [
        "cbm",
        2,
      ]]),
    { seeds: [1] },
    { seeds: [2], config: { labelSmoothing: 0, ema: null, replaceHead: false, weights: null } },
  );
});

Deno.test("arms with the same label on several test sets are listed together and compared within each set", () =>
  inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "a"), { arms, config: { dataset: "scenes:path=/home/me/a" } });
    await makeUpRuns(join(root, "b"), {
      arms,
      images: 200,
      classes: ["x", "y"],
      config: { dataset: "emoji" },
    });
    const analysis = await analyze([root], { resamples });
    assert.deepEqual(compared(analysis), [
      "cbm, scenes:path=a | conventional, scenes:path=a",
      "cbm, emoji | conventional, emoji",
    ]);
    assert.match(
      analysis.notices.join(),
      /several sets of images; only accuracies on the same set are compared/,
    );
    const tested = ["scenes:path=a", "emoji", "scenes:path=a", "emoji"];
    assert.deepEqual(readableTable(analysis).array("Tested on"), tested);
    assert.deepEqual(resultTable(analysis).array("tested_on"), tested);
    assert.deepEqual(analysis.arms.map(({ test }) => test.images), [300, 200, 300, 200]);
    const html = await reportHtml(analysis, { title: "Both" });
    assert.match(html, /2 test sets · 300 \/ 200 test images · 3 \/ 2 classes/);
    assert.match(html, /of the 200 test images|of the 300 test images/);
    assert.match(
      html,
      /Random guessing among 3 classes would give 33.3%. .*Random guessing among 2 classes would give 50.0%/s,
    );
    assert.ok(!html.includes("/home/me"));
  }));

Deno.test("equal configurations with different predictions form one arm per backend, or are an error with a remedy", () =>
  inTemporaryFolder(async (root) => {
    const [dir] = await makeUpRuns(join(root, "a"), { arms: arms.slice(0, 1), seeds: [1] });
    await makeUpRuns(join(root, "b"), { arms: [{ ...arms[0]!, accuracy: 0.6 }], seeds: [1] });
    await assert.rejects(
      analyze([root], { resamples }),
      (error: unknown) =>
        error instanceof InputError && /seed 1 twice, in .*a.* and .*b.*Name one of them/.test(error.message),
    );
    const path = join(dir!, "environment.json"), text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.replace('"wasm"', '"tensorflow"'));
    const { arms: found } = await analyze([root], { resamples });
    assert.deepEqual(found.map(({ label }) => label), ["conventional, tensorflow", "conventional, wasm"]);
  }));

Deno.test("the same runs under two labels are not compared with each other, and a notice says so", () =>
  inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(root, { arms: arms.slice(0, 1) });
    for (const dir of dirs) {
      const copy = `${dir}-again`;
      await Deno.mkdir(copy);
      for await (const { name } of Deno.readDir(dir)) await Deno.copyFile(join(dir, name), join(copy, name));
      const path = join(copy, "config.json"), config = JSON.parse(await Deno.readTextFile(path));
      await Deno.writeTextFile(path, JSON.stringify({ ...config, label: "baseline" }));
    }
    const analysis = await analyze([root], { resamples });
    assert.equal(analysis.arms.length, 2);
    assert.deepEqual(analysis.comparisons, []);
    assert.match(analysis.notices.join(), /"baseline" and "conventional" are the same runs under two names/);
  }));

Deno.test("different methods that predict one class are not taken for the same runs", () =>
  inTemporaryFolder(async (root) => {
    const always = arms.map((arm) => ({ ...arm, accuracy: 1, spread: 0 }));
    await makeUpRuns(root, { arms: always, spread: 0 });
    const analysis = await analyze([root], { resamples });
    assert.equal(analysis.comparisons.length, 1);
    assert.doesNotMatch(analysis.notices.join(), /same runs/);
  }));

Deno.test("a method with its defaults spelled out is the same run as without", () =>
  inTemporaryFolder(async (root) => {
    const dirs = await makeUpRuns(root, { arms: [{ label: "a", method: "cbm", accuracy: 0.5 }] });
    for (const dir of dirs) {
      const copy = `${dir}-again`;
      await Deno.mkdir(copy);
      for await (const { name } of Deno.readDir(dir)) await Deno.copyFile(join(dir, name), join(copy, name));
      const path = join(copy, "config.json"), config = JSON.parse(await Deno.readTextFile(path));
      await Deno.writeTextFile(path, JSON.stringify({ ...config, label: "b", method: "cbm:patches=4" }));
    }
    const { notices } = await analyze([root], { resamples });
    assert.match(notices.join(), /"b" and "a" are the same runs under two names/);
  }));

Deno.test("a setting that is null in one run and 0 in another is no difference", () =>
  inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "a"), { arms: arms.slice(0, 1), config: { labelSmoothing: null } });
    await makeUpRuns(join(root, "b"), { arms: arms.slice(1), config: { labelSmoothing: 0 } });
    assert.doesNotMatch((await analyze([root], { resamples })).notices.join(), /differ/);
    await Deno.remove(join(root, "b"), { recursive: true });
    await makeUpRuns(join(root, "b"), { arms: arms.slice(1), config: { labelSmoothing: 0.1 } });
    const { notices } = await analyze([root], { resamples });
    assert.match(notices.join(), /also differ in "labelSmoothing" \(none and 0\.1\)/);
  }));

Deno.test("two named folders are compared, also with equal configurations, and a report shows how they differ", () =>
  inTemporaryFolder(async (root) => {
    const folders = [join(root, "first"), join(root, "second")];
    await makeUpRuns(join(folders[0]!, "runs"), { arms });
    await makeUpRuns(join(folders[1]!, "runs"), {
      arms: arms.map((arm) => ({ ...arm, accuracy: arm.accuracy + 0.1 })),
    });
    const analysis = await analyze(folders, { resamples });
    assert.deepEqual(compared(analysis).slice(1), [
      "cbm, first | conventional, first",
      "cbm, second | conventional, second",
    ]);
    const page = await reportHtml(analysis, { title: "Two", isStatic: true });
    const text = page.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
    assert.match(text, /Settings in which the arms differ .* Folder first second first second/);
  }));
