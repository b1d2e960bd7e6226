/** Results that others published, to show beside ours. */

/** An accuracy published by others. */
export interface Published {
  /** The mean in percent. */
  readonly mean: number;
  /** The standard deviation over runs; null if it is not published. */
  readonly standardDeviation: number | null;
  /** The short name of the source. */
  readonly from: string;
  /** The full source, and any differences in protocol. */
  readonly source: string;
}

/** Published results by label of the arm; an arm may have several sources. */
export type PublishedByArm = Readonly<Record<string, readonly Published[]>>;
