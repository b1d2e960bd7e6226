/**
 * Published accuracies that stand beside ours. CBM's own tables are not public as text: none of these is CBM's.
 *
 * LeRaC's Table 2 comes from the same laboratory, with the same networks, no augmentation, and five runs each; its
 * training recipe is a near relative of CBM's (see `weight decay` and `epochs` in paper and code), not the same.
 */
import type { Published } from "../../analysis/analyze.ts";

/** A published accuracy. */
export interface PublishedRow extends Published {
  /** The arm whose method it is of, as the tables call it. */
  readonly arm: string;
}

const LERAC = "Croitoru et al., Learning Rate Curriculum, Table 2, 5 runs";

type Value = readonly [mean: number, standardDeviation: number];

/** A row of LeRaC's Table 2. */
export function leracTable2(conventional: Value, cbs: Value, lerac: Value): readonly PublishedRow[] {
  return Object.entries({ conventional, cbs, lerac }).map(([arm, [mean, standardDeviation]]) => ({
    arm,
    mean,
    standardDeviation,
    source: LERAC,
  }));
}
