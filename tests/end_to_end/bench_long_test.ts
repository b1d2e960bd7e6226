/** `cbm bench` from the command line, on a tiny network: its output, not its speed. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { cbmDone, cbmRefused, inTempDir } from "./command.ts";

const network = ["--model", "resnet18:width=2", "--batch", "4", "--steps", "1", "--backend", "wasm"];
const python = (() => {
  try {
    return new Deno.Command("python3", { args: ["--version"], stdout: "null" }).outputSync().success;
  } catch {
    return false;
  }
})();

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[(values.length - 1) / 2]!;

Deno.test({
  name: "cbm bench --peer --json gives the speeds of each pair and their medians",
  ignore: !python, // the only program that the task may run
  fn: () =>
    inTempDir(async (folder) => {
      const peer = join(folder, "peer.py");
      // Another speed each time, and more memory than ours can take, since less might be inherited from us.
      await Deno.writeTextFile(
        peer,
        `import json, os
runs = ${JSON.stringify(join(folder, "runs"))}
run = os.path.getsize(runs) if os.path.exists(runs) else 0
open(runs, "a").write("x")
print("made up")
print(json.dumps({"images_per_second": [300, 100, 200][run], "peak_mib": 4000}))
`,
      );
      const { stdout } = await cbmDone([
        ...["bench", ...network, "--peer", `python3 ${peer}`, "--pairs", "3", "--json"],
      ]);
      const [row, ...others] = JSON.parse(stdout);
      assert.deepEqual(others, []);
      const { each, ratio, ...summary } = row.peer;
      assert.deepEqual(each.peer, [300, 100, 200]);
      assert.equal(each.ours.length, 3);
      const ratios = each.ours.map((speed: number, pair: number) => speed / each.peer[pair]);
      assert.deepEqual(ratio, {
        median: median(ratios),
        min: Math.min(...ratios),
        max: Math.max(...ratios),
      });
      assert.equal(row.images_per_second, median(each.ours));
      assert.ok(Math.abs(row.seconds_per_step * row.images_per_second - row.batch) < 1e-9);
      assert.deepEqual(summary, {
        command: `python3 ${peer}`,
        images_per_second: 200,
        peak_mib: 4000,
        peak_ratio: row.peak_mib / 4000,
        pairs: 3,
      });
      assert.deepEqual([row.model, row.batch, row.backend], ["resnet18:width=2", 4, "wasm"]);
      for (const name of ["version", "source", "deno", "cpu", "cores", "started"]) {
        assert.ok(row.environment[name], name);
      }
      assert.ok(row.environment.backend.details.tfjs);
    }),
});

Deno.test("cbm bench --profile names the machine, the row and the primitives", async () => {
  const { stdout } = await cbmDone(["bench", ...network, "--profile"]);
  const [environment = "", row = "", ...profile] = stdout.trim().split("\n");
  assert.match(
    environment,
    /^version \S+, source [0-9a-f]{12}; Deno \S+, TensorFlow\.js 4\.22\.0, WebAssembly .+ cores/,
  );
  assert.match(row, /^resnet18:width=2 cbm, batch 4, 32 px, wasm fp32: [\d.]+ images\/s/);
  // Of the 20 convolutions.
  const line = profile.find((words) => words.startsWith("  conv2dFilterGradient "));
  assert.match(line ?? "", / ms +20\.0 calls/);
});

Deno.test("cbm bench --overhead --json estimates the cost for ImageNet-1k and -21k", async () => {
  const { stdout } = await cbmDone(["bench", "--overhead", ...network, "--size", "32", "--json"]);
  const [row, ...others] = JSON.parse(stdout);
  assert.deepEqual(others, []);
  assert.deepEqual([row.size, row.batch, row.mask_bytes_per_step], [32, 4, 4 * 16]);
  assert.deepEqual(row.training.map(({ model }: { model: string }) => model), ["resnet18:width=2"]);
  assert.equal(
    row.mask_seconds_per_image,
    row.draw_seconds_per_image + row.normalize_and_mask_seconds_per_image - row.normalize_seconds_per_image,
  );
  const images = { "ImageNet-1k": 1_281_167, "ImageNet-21k": 14_197_122 };
  assert.deepEqual(row.large.map(({ name }: { name: string }) => name), Object.keys(images));
  for (const set of row.large) {
    assert.equal(set.images, images[set.name as keyof typeof images]);
    assert.equal(set.salience_seconds, set.images * row.salience_seconds_per_image);
    assert.equal(set.mask_seconds_per_epoch, set.images * row.mask_seconds_per_image);
    assert.equal(set.salience_bytes, set.images * 64);
    const factor = `${set.images.toLocaleString("en")} × `;
    for (const words of set.arithmetic) assert.ok(words.includes(factor), words);
  }
  assert.ok(row.environment.source);
});

Deno.test("cbm bench --overhead rejects options that it would ignore", async () => {
  for (const option of [["--peer", "python3 peer.py"], ["--profile"], ["--method", "cbs"]]) {
    await cbmRefused(["bench", "--overhead", ...option], 2, ["--overhead", option[0]!]);
  }
});
