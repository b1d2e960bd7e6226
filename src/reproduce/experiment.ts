/** The declaration of an experiment: which runs, compared how. */
import type { ComparisonPlan } from "../analysis/comparison.ts";
import type { RunConfig } from "../experiment/config.ts";
import type { PublishedRow } from "./published.ts";

/** One column of a comparison: a method with a name. */
export interface ArmPlan {
  readonly label: string;
  readonly method: string;
  /** The settings in which this arm differs from the base, such as another data set. */
  readonly config?: Partial<RunConfig>;
  /** The place in the order of runs: all seeds of a lower block come first; 0 by default. */
  readonly block?: number;
}

/** An experiment: arms × seeds, and the comparisons between arms. */
export interface Experiment {
  readonly name: string;
  readonly title: string;
  /** Gives the title for a data set that the user names. */
  readonly titleOn: (dataset: string) => string;
  /** The configuration that every run shares. */
  readonly base: RunConfig;
  readonly arms: readonly ArmPlan[];
  readonly seeds: readonly number[];
  /** The questions, declared before any run: does the treatment do better than the control? */
  readonly comparisons: readonly ComparisonPlan[];
  /** The smallest effect of interest, percentage points, if one was declared. */
  readonly equivalence?: number;
  /** Sentences for the report on what the experiment does and does not show. */
  readonly notes: readonly string[];
  /** True if arms are on several data sets; only arms on the same one are compared with each other. */
  readonly severalTestSets?: boolean;
  /** Published accuracies of the same protocol, to stand beside ours. */
  readonly published?: readonly PublishedRow[] | undefined;
  /** The work that comes before the runs, such as training the weights that arms start from. */
  readonly prepare?: Preparation | undefined;
  /** The source of the weights that arms with `replaceHead` start from; the user gives the file. */
  readonly weightsFrom?: string | undefined;
  /** The arms and comparisons for one data set that the user names. */
  readonly onOneDataset?: Pick<Experiment, "arms" | "comparisons">;
}

/** A file that was made; its hash is kept even if the file is gone. */
export interface Made {
  readonly path: string;
  readonly sha256: string;
}

/**
 * The work that must be done before the arms are known. It is declared, not done, so that a plan can count it
 * before anything starts.
 */
export interface Preparation {
  /**
   * Gives the configuration of the network that is trained first.
   *
   * @param base the configuration that the runs share, with the user's changes
   */
  train(base: RunConfig): RunConfig;
  /**
   * The file that the arms take: its weights, or the salience of all training images by its input gradient
   * (`.npy`).
   */
  readonly takes: "weights" | "input gradient";
  /** Gives the arms, which name that file. */
  arms(made: Made): readonly ArmPlan[];
}
