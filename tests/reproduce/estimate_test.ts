import assert from "node:assert/strict";
import { DEFAULT_CONFIG, DETECTOR_CONFIG } from "../../src/experiment/config.ts";
import { estimate, rateKey, type RunAhead, sizeText, spanText } from "../../src/reproduce/estimate.ts";

const run: RunAhead = {
  config: { ...DEFAULT_CONFIG, model: "resnet18:width=8", method: "conventional", epochs: 10, batch: 50 },
  epochsDone: 0,
  trainImages: 1010,
  testImages: 300,
  size: 32,
};
const rates = new Map([[rateKey(run), { secondsPerStep: 0.5, parameters: 1000 }]]);

Deno.test("estimate() counts the epochs that are left, the last small batch and the tests", () => {
  const perEpoch = (21 + 6 / 3) * 0.5;
  assert.equal(estimate([run], rates).seconds, 10 * perEpoch);
  assert.equal(estimate([run, { ...run, epochsDone: 7 }], rates).seconds, 13 * perEpoch);
  assert.equal(estimate([], rates).seconds, 0);
});

Deno.test("estimate() counts the evaluations that are due", () => {
  const seldom = { ...run, config: { ...run.config, evaluateEvery: 4 } }; // after epochs 4, 8 and 10
  assert.equal(estimate([seldom], rates).seconds, (10 * 21 + 3 * 2) * 0.5);
  assert.equal(estimate([{ ...seldom, epochsDone: 8 }], rates).seconds, (2 * 21 + 2) * 0.5);
});

Deno.test("estimate() counts what an optimizer keeps", () => {
  const bytesOf = (optimizer: string) =>
    estimate([{ ...run, testImages: 0, config: { ...run.config, optimizer } }], rates).bytes;
  assert.deepEqual(
    ["sgd", "sgd:momentum=0", "sgd:momentum=0.9,weight_decay=0.1", "adamw:lr=1"].map(bytesOf),
    [8000, 8000, 12_000, 16_000],
  );
});

Deno.test("estimate() counts a detector's averages and boxes", () => {
  const config = { ...DETECTOR_CONFIG, method: "conventional", epochs: 1, optimizer: "sgd:momentum=0.9" };
  const ahead = { ...run, config, testImages: 10 };
  const known = new Map([[rateKey(ahead), { secondsPerStep: 0.5, parameters: 1000 }]]);
  assert.equal(estimate([ahead], known).bytes, 4 * 1000 * 4 + 10 * 300 * 28);
  const plain = { ...ahead, config: { ...config, ema: null } };
  assert.equal(estimate([plain], known).bytes, 4 * 1000 * 3 + 10 * 300 * 28);
});

Deno.test("estimate() counts each map of salience that is kept once, whichever runs share it", () => {
  const bytesOf = (...methods: string[]) => {
    const runs = methods.map((method, index) => ({ ...run, config: { ...run.config, method, seed: index } }));
    return estimate(runs, rates).bytes - methods.length * estimate([run], rates).bytes;
  };
  const maps = 1010 * 4 * 16;
  assert.equal(bytesOf("cbm"), maps);
  assert.equal(
    bytesOf("cbm", "cbm:max=0.6+cutmix", "conventional"),
    maps,
    "the same measure, grid and images",
  );
  assert.equal(bytesOf("cbm", "cbm:salience=variance", "cbm:size=64", "cbm:patches=8"), 7 * maps);
  assert.equal(bytesOf("cbm:salience=uniform", "cbm:on_the_fly=true", "cbm:salience=mine.npy"), 0);
});

Deno.test("estimate() counts the gradient of a trained network: a step for each batch, and its map", () => {
  const [plain, taught] = [run, { ...run, epochsDone: 10, gradientImages: 120 }].map((one) =>
    estimate([one], rates)
  );
  assert.equal(taught!.seconds, 3 * 0.5);
  assert.equal(taught!.bytes - plain!.bytes, 120 * 4 * 16);
});

Deno.test("networks of other models, sizes or precisions are measured apart", () => {
  const others = [
    { ...run, size: 64 },
    { ...run, config: { ...run.config, model: "resnet18" } },
    { ...run, config: { ...run.config, precision: "bf16" as const } },
    { ...run, config: { ...run.config, batch: 64 } },
  ];
  assert.equal(new Set([run, ...others].map(rateKey)).size, 5);
  assert.equal(rateKey({ ...run, config: { ...run.config, method: "cutmix", seed: 9 } }), rateKey(run));
});

Deno.test("spanText() and sizeText() are words that people use", () => {
  assert.deepEqual([0.2, 40, 89, 300, 7200, 400_000].map(spanText), [
    ...["1 second", "40 seconds", "89 seconds", "5 minutes", "2.0 hours", "4.6 days"],
  ]);
  assert.deepEqual([10, 12e6, 3.2e9].map(sizeText), ["1 MB", "12 MB", "3.2 GB"]);
});
