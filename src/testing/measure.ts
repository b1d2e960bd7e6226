/** The suite of salience measures. */
import assert from "node:assert/strict";
import { randomStream } from "../random.ts";
import type { SalienceMeasure } from "../salience/mod.ts";

/**
 * Registers the tests of a measure: scores are finite, ≥ 0, reproducible, and independent of the other
 * images.
 */
export function testMeasure(measure: SalienceMeasure): void {
  const size = { height: 16, width: 16 }, bytes = 16 * 16 * 3, random = randomStream(1, "testing/measure");
  const noise = Uint8Array.from({ length: 2 * bytes }, () => random.integer(256));
  const scoresOf = (
    pixels: Uint8Array,
    start: number,
    patches: number,
    scorer = measure.scorer(size, patches),
  ) => {
    const scores = new Float64Array(patches * patches).fill(7);
    scorer(pixels, start, scores);
    return scores;
  };

  Deno.test(`the measure ${measure.name} gives finite scores of at least 0, of flat images too`, () => {
    for (const patches of [1, 2, 4, 8]) {
      for (const pixels of [noise, new Uint8Array(bytes), new Uint8Array(bytes).fill(255)]) {
        const scores = scoresOf(pixels, 0, patches);
        assert.ok(
          scores.every((score) => score >= 0 && score < Infinity),
          `${patches}×${patches} patches: ${scores}`,
        );
      }
    }
  });
  Deno.test(`the measure ${measure.name} scores each image by itself, and the same each time`, () => {
    const scorer = measure.scorer(size, 4), second = scoresOf(noise, bytes, 4, scorer);
    assert.deepEqual(scoresOf(noise, bytes, 4, scorer), second);
    assert.deepEqual(scoresOf(noise.slice(bytes), 0, 4), second);
    scoresOf(noise, 0, 4, scorer);
    assert.deepEqual(scoresOf(noise, bytes, 4, scorer), second, "an image in between changes nothing");
  });
}
