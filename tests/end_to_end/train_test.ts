import assert from "node:assert/strict";
import { join } from "@std/path";
import { readNpy } from "../../src/io/npy.ts";
import { cbmDone, cbmKilled, cbmRefused, inTempDir } from "./command.ts";
import { assertSameRun, EVERYTHING_RANDOM, snapshot, tinyTrain } from "./run_files.ts";

Deno.test("cbm train: the same command twice, a killed run, and what a run's folder is good for", async (t) => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    const one = join(folder, "one"), two = join(folder, "two"), killed = join(folder, "killed");

    await t.step("a run leaves every file that it promises", async () => {
      const { stdout } = await cbmDone(tinyTrain(one, ...EVERYTHING_RANDOM, "--json"), { env });
      const summary = JSON.parse(stdout);
      assert.deepEqual(summary, JSON.parse(await Deno.readTextFile(join(one, "summary.json"))));
      assert.equal(summary.finished, true);
      assert.equal(summary.selection, "last");
      assert.equal(summary.image_steps, 600);
      assert.equal(summary.classes.length, 10);

      const config = JSON.parse(await Deno.readTextFile(join(one, "config.json")));
      assert.equal(config.label, "cbm");
      assert.deepEqual(config.augment, ["flip", "crop"]);
      assert.equal(config.learningRate, 0.05);

      const lines = (await Deno.readTextFile(join(one, "metrics.jsonl"))).trimEnd().split("\n");
      const metrics = lines.map((line) => JSON.parse(line));
      assert.deepEqual(metrics.map(({ epoch }) => epoch), [1, 2, 3]);
      assert.deepEqual(metrics.at(-1), summary.last);
      assert.deepEqual(Object.keys(metrics[0]), [
        ...["epoch", "ratio", "train_loss", "train_accuracy", "test_loss", "test_accuracy", "learning_rate"],
      ]);

      const predictions = await readNpy(join(one, "predictions.npy"));
      const targets = await readNpy(join(one, "targets.npy"));
      assert.ok(predictions.data instanceof Int32Array && targets.data instanceof Int32Array);
      assert.deepEqual(predictions.shape, [100]);
      const right = predictions.data.filter((label, i) => label === targets.data[i]).length;
      assert.equal(right / 100, summary.last.test_accuracy);
      assert.equal((await readNpy(join(one, "groups.npy"))).shape[0], 100);

      const { sessions } = JSON.parse(await Deno.readTextFile(join(one, "environment.json")));
      assert.equal(sessions.length, 1);
      assert.equal(sessions[0].backend.name, "wasm");
      assert.equal(sessions[0].deno, Deno.version.deno);
      assert.match(sessions[0].source, /^[0-9a-f]{64}$/);
      const { seconds, peakMiB, stages: { preparation, training, evaluation } } = sessions[0];
      assert.ok(training > 0 && evaluation > 0 && preparation + training + evaluation <= seconds);
      assert.ok(peakMiB > 50);
    });

    await t.step("the same command gives the same bytes", async () => {
      await cbmDone(tinyTrain(two, ...EVERYTHING_RANDOM, "--quiet"), { env });
      await assertSameRun(one, two);
    });

    await t.step("killed within an epoch and resumed, it gives the same bytes", async () => {
      const args = tinyTrain(killed, ...EVERYTHING_RANDOM, "--checkpoint-minutes", "0.00001");
      // Killed as soon as an epoch is reported, while the next one runs or the next file is written.
      await cbmKilled(args, join(killed, "metrics.jsonl"), { env });
      await assert.rejects(Deno.stat(join(killed, "summary.json")), Deno.errors.NotFound);

      await cbmRefused(tinyTrain(killed, ...EVERYTHING_RANDOM), 2, [killed, "--resume"], { env });
      const other = tinyTrain(killed, ...EVERYTHING_RANDOM, "--seed", "9", "--resume");
      await cbmRefused(other, 2, [killed, "a different run", "seed"], { env });

      await cbmDone([...args, "--resume"], { env });
      await assertSameRun(one, killed);
      const { sessions } = JSON.parse(await Deno.readTextFile(join(killed, "environment.json")));
      assert.equal(sessions.length, 2);
    });

    await t.step("a finished run is left as it is by --resume", async () => {
      const before = await snapshot(one);
      const { stdout } = await cbmDone(tinyTrain(one, ...EVERYTHING_RANDOM, "--resume", "--json"), { env });
      assert.deepEqual(JSON.parse(stdout), JSON.parse(await Deno.readTextFile(join(one, "summary.json"))));
      assert.deepEqual(await snapshot(one), before);
    });

    await t.step("a run's own config.json gives the same run again", async () => {
      const again = join(folder, "again");
      const config = join(one, "config.json");
      await cbmDone(["train", "--config", config, "--out", again, "--backend", "wasm", "--quiet"], { env });
      await assertSameRun(one, again);
    });

    await t.step("cbm evaluate gives the last epoch's numbers", async () => {
      const { stdout } = await cbmDone(["evaluate", "--run", one, "--backend", "wasm", "--json"], { env });
      const { last } = JSON.parse(await Deno.readTextFile(join(one, "summary.json")));
      assert.deepEqual(JSON.parse(stdout), {
        loss: last.test_loss,
        accuracy: last.test_accuracy,
        images: 100,
      });
      const whole = ["evaluate", "--run", one, "--dataset", "emoji:train=20,test=30", "--json"];
      assert.equal(JSON.parse((await cbmDone([...whole, "--backend", "wasm"], { env })).stdout).images, 30);
    });

    await t.step("cbm report shows the images of the runs, or says why not", async () => {
      const out = join(folder, "report");
      await cbmDone(["report", one, "--out", out], { env });
      assert.match(await Deno.readTextFile(join(out, "report.html")), /What the network sees/);
      const empty = { CBM_CACHE_DIR: join(folder, "empty") };
      const { stderr } = await cbmDone(["report", one, "--out", out], { env: empty });
      assert.match(stderr, /No sample images in the report: .*not in the cache/);
      assert.doesNotMatch(await Deno.readTextFile(join(out, "report.html")), /What the network sees/);
    });

    await t.step("cbm evaluate gives the selected epoch's numbers where an epoch was selected", async () => {
      const best = join(folder, "best");
      await cbmDone(tinyTrain(best, "--epochs", "4", "--select", "validation", "--lr", "0.2"), { env });
      const { selected } = JSON.parse(await Deno.readTextFile(join(best, "summary.json")));
      const { stdout } = await cbmDone(["evaluate", "--run", best, "--backend", "wasm", "--json"], { env });
      assert.equal(JSON.parse(stdout).loss, selected.test_loss);
    });

    await t.step("what a killed writer left is gone when the run is resumed", async () => {
      const left = join(folder, "left"), file = join(left, "checkpoint", ".last.safetensors.1-1.tmp");
      await Deno.mkdir(join(left, "checkpoint"), { recursive: true });
      await Deno.writeTextFile(file, "half");
      await cbmDone(tinyTrain(left, "--epochs", "1", "--resume"), { env });
      await assert.rejects(Deno.stat(file), Deno.errors.NotFound);
    });

    await t.step("another seed gives another run", async () => {
      const other = join(folder, "other");
      await cbmDone(tinyTrain(other, "--epochs", "1", "--seed", "0", "--train-size", "64"), { env });
      const summary = JSON.parse(await Deno.readTextFile(join(other, "summary.json")));
      assert.equal(summary.train_size, 64);
      assert.notDeepEqual(
        await Deno.readFile(join(other, "checkpoint/weights.safetensors")),
        await Deno.readFile(join(one, "checkpoint/weights.safetensors")),
      );
    });
  });
});
