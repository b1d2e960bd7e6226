import assert from "node:assert/strict";
import { FALSE_CLAIMS } from "../../../src/analysis/statistics/false_claims.ts";
import { simulateClaims } from "./simulate_claims.ts";

Deno.test("the simulation reproduces the published false-claim rates within sampling error", () => {
  const experiments = 300;
  for (const { seeds, ...published } of FALSE_CLAIMS.slice(0, 2)) {
    const simulated = simulateClaims(seeds, 0.1, experiments);
    for (const interval of ["percentile", "reported"] as const) {
      const share = published[interval], error = Math.sqrt(share * (1 - share) / experiments);
      assert.ok(
        Math.abs(simulated[interval] - share) < 3.5 * error,
        `${seeds} seeds, ${interval}: ${simulated[interval]}, not ${share}`,
      );
    }
  }
});
