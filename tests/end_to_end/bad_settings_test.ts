/** Invalid use of `cbm train` and other commands: exit code 2, the value and the remedy named, nothing written. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import { assertRefused, cbm, cbmRefused, inTempDir } from "./command.ts";
import { cbmHere, refusedHere } from "./in_process.ts";
import { tinyTrain } from "./run_files.ts";

const REFUSED: readonly (readonly [args: string, words: readonly string[]])[] = [
  ["--model resnet19", ["resnet19", '"resnet18"']],
  ["--model resnet18:depth=2", ["depth", '"width"']],
  ["--model resnet18:width=0", ["width", "0", "from 1"]],
  ["--model resnet18:width", ["width", "key=value"]],
  ["--dataset mnist", ["mnist", '"emoji"', '"cifar10"']],
  ["--dataset emoji:colour=red", ["colour", '"size"']],
  ["--dataset emoji:train=1", ["train", "1"]],
  ["--method cmb", ["cmb", '"conventional"', '"cbm"']],
  ["--method cbm:ratio=0.4", ["ratio", '"max"']],
  ["--method conventional:max=0.4", ["max", "none"]],
  ["--method cbm:schedule=sine", ["sine", '"linear-repeat"']],
  ["--method cbm:salience=beauty", ["beauty", '"sobel"']],
  ["--method cbm:fill=red", ["red", '"noise"']],
  ["--method cbm:max=1", ["max", "1"]],
  ["--method cbm:max=-0.1", ["max", "-0.1"]],
  ["--method cbm:min=0.5,max=0.2", ["0.5", "0.2"]],
  ["--method cbm:hold=0", ["hold", "a whole number of at least 1", '"0"']],
  ["--method cbm:max=0.1,max=0.2", ["max", "twice"]],
  ["--method cbm:patches=5", ["5", "32"]],
  ["--method cbm:patches=3,size=64", ["3", "32"]],
  ["--epochs 0", ["0", "at least 1"]],
  ["--epochs 1.5", ["1.5", "whole number"]],
  ["--epochs -3", ["-3"]],
  ["--batch 0", ["0", "at least 1"]],
  ["--lr 0", ["0", "above 0"]],
  ["--lr fast", ["fast"]],
  ["--lr-schedule sine", ["sine", '"step"']],
  ["--lr-schedule step:at=0", ["0", "at least 1"]],
  ["--lr-schedule step:at=5-3", ["5-3", "rising"]],
  ["--optimizer adam", ["adam", '"sgd"']],
  ["--optimizer sgd:momentum=2", ["momentum", "2"]],
  ["--optimizer sgd:beta=2", ["beta", '"momentum"']],
  ["--precision fp8", ["fp8", "fp32"]],
  ["--augment flip,rotate", ["rotate", '"crop"']],
  ["--select best", ["best", '"validation"']],
  ["--seed one", ["one"]],
  ["--train-size 201", ["201", "200"]],
  ["--test-size 101", ["101", "100"]],
  ["--train-size 1", ["1"]],
  ["--backend cuda", ["cuda", '"wasm"']],
  ["--checkpoint-minutes -1", ["-1"]],
];

Deno.test("cbm train rejects invalid settings by name and writes nothing", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    await cbm(tinyTrain(join(folder, "first"), "--epochs", "1"), { env }); // fills the cache
    const problems: string[] = [];
    for (const [place, [args, words]] of REFUSED.entries()) {
      const out = join(folder, `run ${args.replaceAll("/", "")}`),
        command = tinyTrain(out, ...args.split(" "));
      const outcome = place === 0 ? await cbm(command, { env }) : await cbmHere(command, { env });
      try {
        assertRefused(outcome, 2, words);
        await assert.rejects(Deno.stat(out), Deno.errors.NotFound, "something was written");
      } catch (error) {
        problems.push(`${args}: ${error instanceof Error ? error.message : error}`);
      }
    }
    assert.deepEqual(problems, []);
  });
});

Deno.test("cbm train rejects invalid settings before it looks for the data", async () => {
  await inTempDir(async (folder) => {
    const args = ["train", "--dataset", "cifar10", "--data-dir", folder, "--out", join(folder, "run")];
    await cbmRefused([...args, "--model", "resnet18:width=x"], 2, ["width", "x"]);
    await cbmRefused([...args, "--method", "nothing"], 2, ["nothing"]);
  });
});

Deno.test("cbm train rejects an invalid configuration file", async () => {
  await inTempDir(async (folder) => {
    const config = join(folder, "config.json"), out = join(folder, "run");
    const refused = async (content: string, code: 1 | 2, words: string[]) => {
      await Deno.writeTextFile(config, content);
      await refusedHere(["train", "--config", config, "--out", out], code, [config, ...words]);
    };
    await refused('{"epochs": 3, "epoch": 4}', 2, ['"epoch"', '"epochs"']);
    await refused('{"epochs": "3"}', 2, ["epochs", '"3"', "whole number"]);
    await refused('{"augment": "flip"}', 2, ["augment", '"flip"', "list"]);
    await refused('{"validationShare": 1}', 2, ["validationShare", "1"]);
    await refused('{"trainSize": 0}', 2, ["trainSize", "0"]);
    await refused("[1, 2]", 2, ["object"]);
    await refused('{"epochs": 3', 1, ["JSON"]);
    const missing = join(folder, "nowhere.json");
    await refusedHere(["train", "--config", missing, "--out", out], 1, [missing]);
    await refusedHere(["train", "--config", folder, "--out", out], 1, [folder, "folder"]);
    await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
  });
});

Deno.test("the other commands reject invalid settings by name", async () => {
  const cases: readonly (readonly [args: string, words: readonly string[]])[] = [
    ["reproduce --table secondary", ["secondary", '"main"']],
    ["reproduce --profile huge", ["huge", '"quick"', '"small"', '"paper"']],
    ["reproduce --executor cloud", ["cloud", '"local"']],
    ["reproduce --slurm-gpus 1", ["--slurm-", "--executor slurm"]],
    ["reproduce --no-wait", ["--no-wait", "--executor slurm"]],
    ["reproduce --executor slurm --slurm-extra account=x", ["account=x", "--account=NAME"]],
    ["reproduce --executor slurm --slurm-cpus 0", ["0", "at least 1"]],
    ["reproduce --seeds 1,1", ["1,1", "twice"]],
    ["reproduce --seeds 1,x", ["1,x"]],
    ["reproduce --epochs 0", ["0", "at least 1"]],
    ["reproduce --jobs 0", ["0", "at least 1"]],
    ["schedule --name linear --epochs 1e9 --max 0.4", ["1000000000", "1000000"]],
    ["salience --images x.npy --size 100000000 --out p.npy", ["100000000", "4096"]],
    ["bench --batch 100000000", ["100000000", "65536"]],
    ["bench --precision fp8", ["fp8", "fp32", "bf16"]],
    ["bench --precision bf16 --backend wasm --model resnet18:width=2", ["bf16", "wasm", "tensorflow"]],
    ["bench --precision bf16 --model yolov5n", ["detector", "bf16"]],
    ["bench --backend cuda", ["cuda", '"wasm"']],
    ["bench --steps 0", ["0"]],
    ["predict --model resnet18 --classes 0 --weights w --images x --out y", ["0", "at least 1"]],
    ["salience --out p.npy", ["--images", "--dataset"]],
    ["salience --images x.npy --dataset emoji --out p.npy", ["--images", "--dataset"]],
    ["salience --images x.npy --measure beauty --out p.npy", ["beauty", '"sobel"']],
    ["salience --images x.npy --shards 2 --out p.npy", ["--shards", "--dataset"]],
    ["salience --dataset emoji --shard 9/8 --out p.npy", ["9/8", "3/8"]],
    ["salience --dataset emoji --executor slurm --out p.npy", ["slurm", "--shards"]],
    ["data imagenet21k", ["imagenet21k", '"emoji"']],
    ["analyze . --resamples 5", ["5", "at least 100"]],
  ];
  await inTempDir(async (cwd) => {
    for (const [args, words] of cases) {
      await refusedHere(args.split(" "), 2, words, { cwd, env: { CBM_CACHE_DIR: cwd } });
    }
    assert.deepEqual([...Deno.readDirSync(cwd)], []);
  });
});
