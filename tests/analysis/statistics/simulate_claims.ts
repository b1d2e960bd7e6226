/**
 * Estimates how often the hierarchical bootstrap claims an effect without one: the source of the figures in
 * `src/analysis/statistics/false_claims.ts`. It takes two minutes and always gives the same numbers:
 *
 *     deno run tests/analysis/statistics/simulate_claims.ts
 *
 * An experiment has two arms of networks with a mean accuracy of one half; each seed's network departs
 * from that by a normal draw, each of 300 test images is classified correctly by chance, and the arms do not differ.
 *
 * @module
 */
import { hierarchicalBootstrap } from "../../../src/analysis/statistics/mod.ts";
import { type RandomStream, randomStream } from "../../../src/random.ts";

const IMAGES = 300, RESAMPLES = 400;

/** The share of experiments in which each interval claims an effect at the 0.05 level. */
export interface Claims {
  readonly percentile: number;
  readonly reported: number;
}

/**
 * Simulates experiments without an effect.
 *
 * @param seeds of each arm
 * @param spread standard deviation of a seed's accuracy
 * @param experiments how many
 */
export function simulateClaims(seeds: number, spread: number, experiments: number): Claims {
  const random = randomStream(1, `false claims/${seeds}/${spread}`);
  let percentile = 0, reported = 0;
  for (let seed = 0; seed < experiments; seed++) {
    const [one, other] = [arm(random, seeds, spread), arm(random, seeds, spread)];
    const result = hierarchicalBootstrap(one, other, { resamples: RESAMPLES, seed });
    if (result.percentile!.p <= 0.05) percentile++;
    if (result.interval!.p <= 0.05) reported++;
  }
  return { percentile: percentile / experiments, reported: reported / experiments };
}

function arm(random: RandomStream, seeds: number, spread: number): Uint8Array[] {
  return Array.from({ length: seeds }, () => {
    const accuracy = 0.5 + spread * random.normal();
    return Uint8Array.from({ length: IMAGES }, () => random.uniform() < accuracy ? 1 : 0);
  });
}

if (import.meta.main) {
  for (const spread of [0.1, 0]) {
    for (const seeds of [3, 5, 10]) {
      const { percentile, reported } = simulateClaims(seeds, spread, 4000);
      console.log(JSON.stringify({ spread, seeds, percentile, reported }));
    }
  }
}
