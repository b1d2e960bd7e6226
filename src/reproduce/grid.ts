/**
 * Lays out a grid of runs: arms × seeds, one configuration each.
 *
 * @module
 */
import { UsageError } from "../errors.ts";
import { type NamedRun, type RunConfig, runName } from "../experiment/config.ts";
import { specsOf } from "../experiment/specs.ts";
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
  const planned = arms.map(({ label, method, config: own, block = 0 }) => {
    const config: RunConfig = { ...base, ...own, label, method };
    return { block, config, specs: specsOf(config) };
  });
  const blocks = [...new Set(planned.map(({ block }) => block))].sort((a, b) => a - b);
  return blocks.flatMap((current) =>
    seeds.flatMap((seed) =>
      planned.filter(({ block }) => block === current).map(({ config: shared, specs }) => {
        const config = { ...shared, seed };
        return { name: runName(config, specs), config };
      })
    )
  );
}
