import { join } from "@std/path";
import assert from "node:assert/strict";
import { memorySplit } from "../../src/data/mod.ts";
import { writeNpy } from "../../src/io/npy.ts";
import { sampleMasks, samplesAsIn } from "../../src/report/samples.ts";
import { computeSalience } from "../../src/salience/mod.ts";
import { randomImages } from "../salience/images.ts";

const side = 16, size = { height: side, width: side }, shape = [side, side, 3] as const;
const images = randomImages(4, size, "samples");
const split = memorySplit({ images, shape, labels: Int32Array.of(0, 1, 0, 1) });
const dataset = { name: "made up", classes: ["a", "b"], shape, train: split, test: split, attribution: "" };

Deno.test("samplesAsIn() follows the first method that masks by salience", () => {
  const methods = [
    "conventional",
    "cbm:patches=8,size=64,salience=variance,schedule=constant,max=0.3",
    "cbm",
  ];
  assert.deepEqual(samplesAsIn(methods), { measure: "variance", patches: 8, size: 64, ratios: [0.3] });
  const published = samplesAsIn(["cbm"]);
  assert.deepEqual([published.measure, published.patches, published.size], ["sobel", 4, undefined]);
  assert.equal(published.ratios?.length, 5);
  assert.deepEqual(samplesAsIn(["conventional"]), {});
});

Deno.test("sampleMasks() measures and masks as requested", async () => {
  const samples = await sampleMasks(dataset, { patches: 8, size: 32, measure: "entropy", ratios: [0.25] });
  const expected = await computeSalience(images.slice(0, 2 * side * side * 3), size, {
    measure: "entropy",
    patches: 8,
    size: 32,
  });
  assert.deepEqual(samples.probabilities, expected);
  assert.equal(samples.patches, 8);
  assert.equal(samples.measure, "entropy, measured at 32×32 pixels");
  assert.equal(samples.masks[0]!.kept.reduce((sum, kept) => sum + kept), 2 * 48);
});

Deno.test("sampleMasks() reads a method's salience from its file, and names the file if it is missing", async () => {
  const folder = await Deno.makeTempDir(), file = join(folder, "of-a-network.npy");
  try {
    const data = Float32Array.from({ length: 4 * 4 }, (_, k) => k < 4 ? 0.25 : k % 4 === 1 ? 1 : 0);
    await writeNpy(file, { shape: [4, 4], data });
    const options = samplesAsIn([`cbm:salience=${file},patches=2,schedule=constant,max=0.25`]);
    const samples = await sampleMasks(dataset, options);
    assert.deepEqual([...samples.probabilities], [0.25, 0.25, 0.25, 0.25, 0, 1, 0, 0]);
    assert.deepEqual([...samples.masks[0]!.kept.subarray(4)], [1, 0, 1, 1]);
    assert.equal(samples.measure, "from of-a-network.npy");
    await Deno.remove(file);
    await assert.rejects(sampleMasks(dataset, options), /of-a-network\.npy/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
