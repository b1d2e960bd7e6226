/** What is run and compared, as a table declares it. */
import type { ComparisonPlan } from "../analysis/comparison.ts";
import type { RunConfig } from "../experiment/config.ts";
import type { PublishedRow } from "./published.ts";

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
  readonly published?: readonly PublishedRow[] | undefined;
  /** Makes what the arms need first, such as the weights that they start from. */
  readonly prepare?: Preparation;
  /** Where weights come from that the arms with `replaceHead` start from; the user gives them. */
  readonly weightsFrom?: string | undefined;
  /** What is run where the user names the data set. */
  readonly onOneDataset?: Pick<Experiment, "arms" | "comparisons">;
}

/** A file that was made; where it is gone, what it held is still known. */
export interface Made {
  readonly path: string;
  readonly sha256: string;
}

/**
 * What must be made before the arms are known. It is declared, not done, so that a plan can count it before anything
 * starts.
 */
export interface Preparation {
  /**
   * The network that is trained first.
   *
   * @param base what the runs share, as the user wants it
   */
  train(base: RunConfig): RunConfig;
  /** What the arms take of it: its weights, or the salience of all training images by its input gradient (`.npy`). */
  readonly takes: "weights" | "input gradient";
  /** The arms, with the file of that. */
  arms(made: Made): readonly ArmPlan[];
}
