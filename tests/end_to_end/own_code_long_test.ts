/** A user's own methods, measures, schedules and networks, in a folder outside the repository. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { cbmDone, cbmKilled, cbmRefused, inTempDir, projectRoot } from "./command.ts";
import { refusedHere } from "./in_process.ts";
import { assertSameRun, tinyTrain } from "./run_files.ts";

const NEGATIVES = `import { defineMethod } from "@cbm/curriculum-by-masking";
import { invert } from "./lib/invert.ts";

export default defineMethod({
  name: "negatives",
  summary: "shows some batches as negatives",
  options: { share: { kind: "number", default: 0.5, range: { min: 0, max: 1 }, help: "share of the batches" } },
  create: ({ share }) => ({
    augment: (batch, random) =>
      random.uniform() < share ? { ...batch, images: batch.images.map(invert), altered: true } : batch,
  }),
});
`;

async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await Deno.mkdir(join(folder, name, ".."), { recursive: true });
    await Deno.writeTextFile(join(folder, name), text);
  }
}

const own = (folder: string) =>
  write(folder, {
    "negatives.ts": NEGATIVES,
    "lib/invert.ts": "export const invert = (level: number): number => 255 - level;\n",
  });

const configOf = async (run: string) => JSON.parse(await Deno.readTextFile(join(run, "config.json")));

Deno.test("a user's code trains, survives a kill, and resumes from another folder to the same bytes", async (t) => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") },
      here = join(folder, "here"),
      moved = join(folder, "moved");
    await own(here);
    await own(moved);
    for (const kind of ["measure", "schedule", "model"]) {
      await cbmDone(["new", kind, join(here, `my_${kind}`)], { env });
      await Deno.copyFile(join(here, `my_${kind}.ts`), join(moved, `my_${kind}.ts`));
    }
    const specs = (place: string) => [
      ...[
        "--method",
        `cbm:salience=${place}/my_measure.ts,schedule=${place}/my_schedule.ts+${place}/negatives.ts:share=0.3`,
      ],
      ...["--model", `${place}/my_model.ts:width=4`, "--augment", "flip"],
    ];
    const train = (out: string, place: string, ...more: string[]) => [
      ...["train", "--out", out, "--dataset", "emoji:train=200,test=100", "--epochs", "3", "--batch", "32"],
      ...["--lr", "0.05", "--backend", "wasm", "--quiet", ...specs(place), ...more],
    ];
    const whole = join(folder, "whole"), killed = join(folder, "killed");

    await t.step("train", async () => {
      await cbmDone(train(whole, here), { env });
      const { label, contents } = await configOf(whole);
      assert.equal(label, "cbm:salience=my_measure,schedule=my_schedule+negatives:share=0.3");
      assert.equal(Object.keys(contents).length, 4);
    });

    await t.step("kill -9, and a second process that finds the files elsewhere", async () => {
      const checkpoints = ["--checkpoint-minutes", "0.00001"];
      await cbmKilled(train(killed, here, ...checkpoints), join(killed, "metrics.jsonl"), { env });
      await cbmDone(train(killed, moved, "--resume"), { env });
      await Deno.copyFile(join(whole, "config.json"), join(killed, "config.json")); // paths differ, contents do not
      await assertSameRun(whole, killed);
    });

    await t.step("a run's folder alone never runs code", async () => {
      const again = [
        "train",
        "--config",
        join(whole, "config.json"),
        "--out",
        join(folder, "again"),
        "--quiet",
      ];
      await cbmRefused(again, 2, ["does not run", "here"], { env });
      await cbmRefused(["evaluate", "--run", whole, "--backend", "wasm", "--quiet"], 2, ["--code"], { env });
      await cbmDone(["analyze", whole], { env });
    });

    await t.step("evaluate takes the files named again, and no others", async () => {
      const code = ["my_measure", "my_schedule", "my_model"].flatMap((
        name,
      ) => ["--code", join(moved, `${name}.ts`)]);
      const evaluate = ["evaluate", "--run", whole, "--backend", "wasm", "--quiet", "--json", ...code];
      const { stdout } = await cbmDone([...evaluate, "--code", join(moved, "negatives.ts")], { env });
      const { selected } = JSON.parse(await Deno.readTextFile(join(whole, "summary.json")));
      assert.equal(JSON.parse(stdout).accuracy, selected.test_accuracy);
      await write(moved, { "lib/invert.ts": "export const invert = (level: number): number => level;\n" });
      await cbmRefused([...evaluate, "--code", join(moved, "negatives.ts")], 2, [
        "is not the code",
        "SHA-256",
      ], { env });
      await cbmRefused(train(killed, moved, "--resume"), 2, ["a different run", "method"], { env });
    });
  });
});

Deno.test("reproduce accepts a user's method as an arm, and leaves deno.lock unchanged", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") }, lock = join(projectRoot, "deno.lock");
    const before = await Deno.readTextFile(lock);
    await own(folder);
    const arms = [
      "reproduce",
      "--table",
      "patches",
      "--seeds",
      "1",
      "--epochs",
      "1",
      "--backend",
      "wasm",
      "--quiet",
    ];
    const small = ["--dataset", "emoji:train=64,test=32", "--model", "resnet18:width=4"];
    const out = ["--out", join(folder, "table"), "--method", `${folder}/negatives.ts`];
    const { stdout } = await cbmDone([...arms, ...small, ...out], { env });
    assert.match(stdout, /^negatives /m);
    assert.equal(await Deno.readTextFile(lock), before);
  });
});

Deno.test("an invalid user file is rejected with its name and the remedy", async () => {
  await inTempDir(async (folder) => {
    const define = (rest: string) =>
      `import { defineMethod, defineSchedule } from "@cbm/curriculum-by-masking";\n${rest}\n`;
    const wrong: Record<string, [source: string, ...words: string[]]> = {
      plain: ["export const a = 1;", "no definition", "export default defineMethod"],
      syntax: ["export default {", "Cannot"],
      throws: ['throw new Error("my own fault");', "Cannot run", "my own fault"],
      computed: [define('const a = "./b.ts"; await import(a);'), "computed import", "import(a)"],
      bare: [define('import "lodash";'), '"lodash"', "npm:NAME@VERSION"],
      remote: [define('import "https://example.org/a.ts";'), "https://example.org/a.ts"],
      other: [
        define('export default defineSchedule({ name: "a", summary: "b", create: () => () => 0 });'),
        "schedule",
      ],
      lacks: [
        define('export default defineMethod({ name: "a", summary: "b", options: {} } as never);'),
        '"create"',
      ],
      named: [
        define(
          'export default defineMethod({ name: "My Method", summary: "b", options: {}, create: () => ({}) });',
        ),
        "My Method",
        "lower-case",
      ],
      kind: [
        define(
          'export default defineMethod({ name: "a", summary: "b", create: () => ({}), ' +
            'options: { share: { kind: "nubmer", help: "c" } } } as never);',
        ),
        '"share"',
        '"nubmer"',
        '"number"',
      ],
      usual: [
        define(
          'export default defineMethod({ name: "a", summary: "b", create: () => ({}), ' +
            'options: { share: { kind: "number", default: 2, range: { max: 1 }, help: "c" } } });',
        ),
        '"share"',
        '"2"',
      ],
      hook: [
        define(
          'export default defineMethod({ name: "a", summary: "b", options: {}, create: () => ({ maks() {} }) as never });',
        ),
        '"maks"',
        '"mask"',
      ],
    };
    await write(
      folder,
      Object.fromEntries(Object.entries(wrong).map(([name, [source]]) => [`${name}.ts`, source])),
    );
    await own(folder);
    const refused = (method: string, code: 1 | 2, ...words: string[]) =>
      refusedHere(tinyTrain(join(folder, "out"), "--quiet", "--method", method), code, words);
    for (const [name, [, ...words]] of Object.entries(wrong)) {
      const file = join(folder, `${name}.ts`), code = ["syntax", "throws"].includes(name) ? 1 : 2;
      await refused(file, code, ...name === "hook" ? [] : [file], ...words);
    }
    await refused(join(folder, "none.ts"), 1, "none.ts", "no such file");
    await refused(`${folder}/negatives.ts:share=2`, 2, '"share"', "from 0 to 1", '"2"');
    await refused(`${folder}/negatives.ts:much=2`, 2, '"much"', '"share"');
    await assert.rejects(Deno.stat(join(folder, "out")), Deno.errors.NotFound);
  });
});
