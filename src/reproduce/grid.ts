/**
 * Lays out a grid of runs: arms × seeds, one configuration each.
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import { type NamedRun, type RunConfig, runName } from "../experiment/config.ts";
import type { Experiment } from "./experiment.ts";

/**
 * Lists the runs of an experiment: block by block, and within a block all arms of one seed before the next
 * seed, so that an interrupted grid has whole comparisons.
 *
 * @throws {UsageError} if a comparison names an arm that the experiment lacks
 */
export function gridRuns({ base, arms, seeds, comparisons }: Experiment): NamedRun[] {
  for (const { treatment, control } of comparisons) {
    for (const label of [treatment, control]) {
      if (!arms.some((arm) => arm.label === label)) {
        throw new UsageError(`Cannot compare "${treatment}" with "${control}": no arm is named "${label}"`);
      }
    }
  }
  const blocks = [...new Set(arms.map(({ block = 0 }) => block))].sort((a, b) => a - b);
  return blocks.flatMap((current) =>
    seeds.flatMap((seed) =>
      arms.filter(({ block = 0 }) => block === current).map(({ label, method, config: own }) => {
        const config: RunConfig = { ...base, ...own, label, method, seed };
        return { name: runName(config), config };
      })
    )
  );
}
