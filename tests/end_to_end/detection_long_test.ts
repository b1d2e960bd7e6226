/** Detectors from the command line: training, exact resume, evaluation, and errors. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import { readNpy } from "../../src/io/npy.ts";
import { cbmDone, cbmKilled, cbmRefused, inTempDir } from "./command.ts";
import { refusedHere } from "./in_process.ts";
import { assertSameRun } from "./run_files.ts";

const SCENES = "scenes:size=64,train=48,test=16,styles=twemoji,objects=1-2";

/** Arguments of a run that takes seconds. */
const train = (out: string, ...more: string[]) => [
  ...["train", "--out", out, "--dataset", SCENES, "--model", "yolov5:width=0.125", "--epochs", "3"],
  ...["--backend", "wasm", "--quiet", ...more],
];

/** Options that use every random stream. */
const RANDOM = ["--method", "cbm:drop_hidden=0.8", "--augment", "mosaic:probability=0.8,jitter,flip"];

const lines = async (run: string) =>
  (await Deno.readTextFile(join(run, "metrics.jsonl"))).trimEnd().split("\n").map((line) => JSON.parse(line));

Deno.test("cbm train and evaluate: a detector", async (t) => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    const one = join(folder, "one"), killed = join(folder, "killed");

    await t.step("a run leaves detections and objects, and mean average precisions by epoch", async () => {
      const { stdout } = await cbmDone(train(one, ...RANDOM, "--json"), { env });
      const summary = JSON.parse(stdout), metrics = await lines(one);
      assert.equal(summary.metric, "map50");
      assert.deepEqual(metrics.at(-1), summary.last);
      assert.deepEqual(Object.keys(metrics[0]), [
        ...[
          "epoch",
          "ratio",
          "train_loss",
          "test_loss",
          "test_accuracy",
          "learning_rate",
          "test_map",
          "metric",
        ],
      ]);
      const predictions = await readNpy(join(one, "predictions.npy"));
      const targets = await readNpy(join(one, "targets.npy"));
      for (const { shape, data } of [predictions, targets]) {
        assert.ok(data instanceof Float32Array && shape.length === 2 && shape[1] === 7);
      }
      for (let row = 0; row < targets.shape[0]!; row++) {
        const [image, kind, difficult, left, top, right, bottom] = targets.data.subarray(
          row * 7,
        ) as Float32Array;
        assert.ok(image! < 16 && kind! < 10 && difficult === 0);
        assert.ok(
          0 <= left! && left! < right! && right! <= 64 && 0 <= top! && top! < bottom! && bottom! <= 64,
        );
      }
      const config = JSON.parse(await Deno.readTextFile(join(one, "config.json")));
      assert.deepEqual([config.ema, config.batch, config.learningRate], [0.9999, 16, 0.01]);
      assert.deepEqual(config.augment, ["mosaic:probability=0.8", "jitter", "flip"]);
    });

    await t.step(
      "killed within an epoch and resumed, it gives the same bytes, averages included",
      async () => {
        const args = train(killed, ...RANDOM, "--checkpoint-minutes", "0.00001");
        await cbmKilled(args, join(killed, "metrics.jsonl"), { env });
        await cbmDone([...args, "--resume"], { env });
        await assertSameRun(one, killed);
        const state = (run: string) => Deno.readFile(join(run, "checkpoint", "last.safetensors"));
        assert.deepEqual(await state(killed), await state(one));
      },
    );

    await t.step(
      "cbm evaluate gives the reported epoch's numbers, by class, and other definitions",
      async () => {
        const { selected, classes } = JSON.parse(await Deno.readTextFile(join(one, "summary.json")));
        const evaluate = ["evaluate", "--run", one, "--backend", "wasm"];
        const found = JSON.parse((await cbmDone([...evaluate, "--json"], { env })).stdout);
        assert.equal(found.loss, selected.test_loss);
        assert.deepEqual([found.accuracy, found.map], [selected.test_accuracy, selected.test_map]);
        assert.deepEqual([found.metric, found.definition, found.images], ["map50", "yolov5", 16]);
        assert.deepEqual(found.classes.map(({ name }: { name: string }) => name), classes);
        const voc = await cbmDone([...evaluate, "--definition", "voc2007"], { env });
        assert.match(
          voc.stdout,
          /^mAP@\.5 [\d.]+ %, mAP@\.5:\.95 [\d.]+ % \(voc2007\), loss [\d.]+, 16 images\n/,
        );
        assert.equal(voc.stdout.trimEnd().split("\n").length, 2 + 10);
        const alone = ["--model", "yolov5:width=0.125", "--dataset", SCENES, "--weights"];
        const weights = join(one, "checkpoint", "weights.safetensors");
        const again = await cbmDone(["evaluate", ...alone, weights, "--backend", "wasm", "--json"], { env });
        assert.deepEqual(JSON.parse(again.stdout), found);
        await cbmRefused([...evaluate, "--definition", "voc2099"], 2, ["voc2099", "voc2007"], { env });
      },
    );

    await t.step("what cannot be trained is refused, and leaves no run behind", async () => {
      const out = join(folder, "refused");
      const refused = (code: 1 | 2, words: string[], ...more: string[]) =>
        refusedHere([...train(out), ...more], code, words, { env });
      await refused(2, ["emoji", "no boxes", "voc:path=DIR"], "--dataset", "emoji:train=20,test=10");
      await refused(2, ['"mixup"', "classes"], "--method", "cbm+mixup");
      await refused(2, ['"efficient_train"', "size"], "--method", "efficient_train");
      await refused(2, ["Cannot smooth"], "--label-smoothing", "0.1");
      await refused(2, ["multiples of 32"], "--dataset", "scenes:size=48,train=8,test=4,styles=twemoji");
      await refused(2, ['"mosaic"', "detectors"], "--model", "resnet18:width=2", "--augment", "mosaic");
      await refused(2, ['"drop_hidden"', "detectors"], "--model", "resnet18:width=2", ...RANDOM.slice(0, 2));
      await refused(2, ['"scale"', "2"], "--augment", "mosaic:scale=2");
      await assert.rejects(Deno.stat(join(out, "config.json")), Deno.errors.NotFound);
    });

    await t.step("an annotation that is wrong is named, and trained on once it is right", async () => {
      const voc = join(folder, "voc"), out = join(folder, "own");
      await cbmDone(["data", SCENES, "--export-voc", voc, "--quiet"], { env });
      const names = [...Deno.readDirSync(join(voc, "Annotations"))].map(({ name }) => name).sort();
      const path = join(voc, "Annotations", names[0]!), right = await Deno.readTextFile(path);
      const args = train(out, "--dataset", `voc:path=${voc},size=64`, "--epochs", "1");
      for (
        const [from, to, word] of [
          [/<xmax>\d+/, "<xmax>9999", "9999"],
          [/<ymin>\d+/, "<ymin>wide", "wide"],
          [/<\/annotation>/, "", "not XML"],
        ] as const
      ) {
        await Deno.writeTextFile(path, right.replace(from, to));
        await refusedHere(args, 1, [names[0]!, word], { env });
      }
      await Deno.writeTextFile(path, right);
      await cbmDone(args, { env });
      assert.equal((await lines(out)).length, 1);
    });
  });
});
