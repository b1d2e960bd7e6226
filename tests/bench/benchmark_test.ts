import { version_core } from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { benchmarkStep } from "../../src/bench/benchmark.ts";

Deno.test("benchmarkStep() counts the published arithmetic of ResNet-18 and times each primitive", async () => {
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
  assert.equal(row.environment.version, denoJson.version);
  assert.match(row.environment.source ?? "", /^[0-9a-f]{64}$/);
  assert.equal(row.environment.deno, Deno.version.deno);
  assert.equal(row.environment.backend.details.tfjs, version_core);
  assert.ok(row.gflops_per_second > 0 && row.matmul_gflops_per_second > 0);
  assert.ok(row.peak_mib >= row.resident_mib && row.tensors > 0);
});

Deno.test("benchmarkStep() trains a detector with its loss", async () => {
  const shared = { method: "cbm", batch: 2, size: 64, steps: 1, precision: "fp32", backend: "wasm" } as const;
  const row = await benchmarkStep({ model: "yolov5:width=0.125", ...shared });
  assert.ok(row.images_per_second > 0 && row.parameters > 400_000);
  // One for each level, and once more in the test of an image at the end.
  assert.ok(row.profile.find(({ name }) => name === "sigmoidCrossEntropy")!.calls >= 3);
});
