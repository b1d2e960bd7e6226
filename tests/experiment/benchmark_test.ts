import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { benchmarkStep } from "../../src/experiment/benchmark.ts";
import { comparePeer } from "../../src/experiment/peer.ts";

Deno.test("benchmarkStep() counts the published arithmetic of ResNet-18 and says what each primitive took", async () => {
  const row = await benchmarkStep({
    model: "resnet18",
    method: "cbm",
    batch: 2,
    size: 32,
    steps: 1,
    precision: "fp32",
    backend: "wasm",
  });
  const of = (name: string) => row.profile.find((cost) => cost.name === name)!;
  // 555,422,720 multiplications and additions an image, 5,120 of them in the linear layer.
  assert.equal(of("conv2dFilterGradient").flops, 2 * 2 * (555_422_720 - 5120));
  assert.equal(of("conv2dFilterGradient").calls, 20);
  assert.equal(of("conv2dInputGradient").calls, 19);
  for (const { name, seconds, calls } of row.profile) assert.ok(seconds >= 0 && calls > 0, name);
  assert.equal(row.images_per_second, 2 / row.seconds_per_step);
  assert.ok(row.gflops_per_second > 0 && row.matmul_gflops_per_second > 0);
  assert.ok(row.peak_mib >= row.resident_mib && row.tensors > 0);
});

const peer = (words: string) => `${Deno.execPath()} eval ${words}`;

Deno.test("comparePeer() sets both speeds in proportion, pair by pair", async () => {
  const ours = [10, 20, 5];
  const command = peer(`console.log('{"images_per_second":10}')`);
  const result = await comparePeer(command, 3, () => Promise.resolve(ours.shift()!));
  assert.deepEqual(result, {
    command,
    images_per_second: 10,
    ratio: { median: 1, min: 0.5, max: 2 },
    pairs: 3,
  });
});

Deno.test("comparePeer() names a peer that fails or says nothing of its speed", async () => {
  const ours = () => Promise.resolve(1);
  for (
    const [command, words] of [
      [peer("Deno.exit(3)"), /exit code 3/],
      [peer(`console.log('{"speed":10}')`), /"images_per_second"/],
      ["there-is-no-such-program", /there-is-no-such-program/],
    ] as const
  ) {
    await assert.rejects(comparePeer(command, 1, ours), (error: Error) => {
      assert.match(error.message, words);
      return error instanceof InputError || error instanceof Deno.errors.NotCapable;
    });
  }
});

Deno.test("benchmarkStep() trains a detector with its loss", async () => {
  const shared = { method: "cbm", batch: 2, size: 64, steps: 1, precision: "fp32", backend: "wasm" } as const;
  const row = await benchmarkStep({ model: "yolov5:width=0.125", ...shared });
  assert.ok(row.images_per_second > 0 && row.parameters > 400_000);
  // One for each level, and once more in the test of an image at the end.
  assert.ok(row.profile.find(({ name }) => name === "sigmoidCrossEntropy")!.calls >= 3);
});
