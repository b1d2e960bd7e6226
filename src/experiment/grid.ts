/**
 * A grid of runs: arms × seeds, one configuration each.
 *
 * @module
 */
import type { ComparisonPlan } from "../analysis/comparison.ts";
import { UsageError } from "../errors.ts";
import { type RunConfig, runName } from "./config.ts";
import type { Preparation } from "./prepare.ts";
import type { PublishedRow } from "./recipes/published.ts";

/** One column of a comparison: a method with a name. */
export interface ArmPlan {
  readonly label: string;
  readonly method: string;
  /** What this arm has otherwise than the base, such as another data set. */
  readonly config?: Partial<RunConfig>;
  /** Runs of a lower block come first, at all seeds; 0 by default. */
  readonly block?: number;
}

/** What is run and compared. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** The title where the user names the data set. */
  readonly titleOn: (dataset: string) => string;
  /** What every run shares. */
  readonly base: RunConfig;
  readonly arms: readonly ArmPlan[];
  readonly seeds: readonly number[];
  /** Declared before any run: does the treatment do better than the control? */
  readonly comparisons: readonly ComparisonPlan[];
  /** Sentences for the report: what this does and does not show. */
  readonly notes: readonly string[];
  /** Arms are on several data sets: only those on the same are compared with each other. */
  readonly severalTestSets?: boolean;
  /** What is published of the same protocol, to stand beside ours. */
  readonly published?: readonly PublishedRow[];
  /** Makes what the arms need first, such as the weights that they start from. */
  readonly prepare?: Preparation;
  /** Where weights come from that the arms with `replaceHead` start from; the user gives them. */
  readonly weightsFrom?: string;
  /** What is run where the user names the data set. */
  readonly onOneDataset?: Pick<Experiment, "arms" | "comparisons">;
}

/** One run of a grid. */
export interface GridRun {
  /** Its folder in the run store. */
  readonly name: string;
  readonly config: RunConfig;
}

/**
 * Lists the runs of an experiment: block by block, and within a block all arms of one seed before the next seed, so that
 * an interrupted grid has whole comparisons.
 *
 * @throws {UsageError} when a comparison names an arm that is not there
 */
export function gridRuns({ base, arms, seeds, comparisons }: Experiment): GridRun[] {
  for (const { treatment, control } of comparisons) {
    for (const label of [treatment, control]) {
      if (!arms.some((arm) => arm.label === label)) {
        throw new UsageError(`Cannot compare "${treatment}" with "${control}": there is no arm "${label}"`);
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
