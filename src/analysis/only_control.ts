import type { Analysis } from "./analyze.ts";

/** Returns the only control of an analysis; undefined if there is no comparison, or methods have several controls. */
export function onlyControl({ comparisons }: Pick<Analysis, "comparisons">): string | undefined {
  const controls = new Set(comparisons.map(({ control }) => control));
  return controls.size === 1 ? comparisons[0]!.control : undefined;
}
