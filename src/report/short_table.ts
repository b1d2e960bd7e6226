/** The table of the first screen: a row per arm, five columns. */
import { type ColumnTable, from } from "arquero";
import type { Analysis } from "../analysis/analyze.ts";
import { onlyControl } from "../analysis/only_control.ts";
import { interval, meanAndDeviation, metricName, points, pValue } from "../analysis/format.ts";

/** A table with its caption. */
export interface ShortTable {
  readonly table: ColumnTable;
  readonly caption: string;
}

/**
 * Tabulates every arm's score with its first comparison: gain, 95% interval and corrected p.
 *
 * @param analysis the result of `analyze`
 */
export function shortTable(analysis: Analysis): ShortTable {
  const { arms, comparisons, metric } = analysis;
  const firsts = new Map(
    arms.map(({ label }) => [label, comparisons.find(({ treatment }) => treatment === label)]),
  );
  const control = onlyControl({ comparisons: [...firsts.values()].flatMap((one) => one ?? []) });
  const table = from(arms.map(({ label, mean, standardDeviation }) => {
    const one = firsts.get(label), star = one?.verdict === "significant at 0.05" ? "*" : "";
    return {
      "Method": label,
      [`${metricName(metric)} %`]: meanAndDeviation(mean, standardDeviation),
      "Gain, points": one === undefined
        ? ""
        : points(one.gain) + star + (control === undefined ? ` over ${one.control}` : ""),
      "95% interval": one === undefined ? "" : one.interval === null ? "–" : interval(one.interval),
      "p (Holm)": one === undefined ? "" : one.adjustedP === null ? "–" : pValue(one.adjustedP),
    };
  }));
  const counts = [...new Set(arms.map(({ runs }) => runs.length))].sort((a, b) => a - b);
  const seeds = counts.length === 1 ? `${counts[0]}` : `${counts[0]} to ${counts.at(-1)}`;
  return {
    table,
    caption: `Mean ± standard deviation over ${seeds} ${seeds === "1" ? "seed" : "seeds"}${
      control === undefined ? "" : `; gain over ${control}`
    }${comparisons.length === 0 ? "" : `; p corrected for ${comparisons.length} comparisons; * significant`}`,
  };
}
