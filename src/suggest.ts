/** Suggestions for mistyped names. */
import { listNames } from "./errors.ts";

/**
 * Counts the edits that turn one word into another: inserted, removed, replaced and swapped letters (the optimal
 * string alignment distance).
 */
function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i], above = rows[i - 1]!;
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        above[j - 1]! + (same ? 0 : 1),
        swapped ? rows[i - 2]![j - 2]! + 1 : Infinity,
      ));
    }
    rows.push(row);
  }
  return rows.at(-1)!.at(-1)!;
}

/**
 * Finds the name that was probably meant: at most one letter in three is wrong.
 *
 * @returns undefined if no name is close
 *
 * @example
 * ```ts
 * import { closestName } from "./suggest.ts";
 *
 * console.assert(closestName("cmb", ["conventional", "cbm"]) === "cbm");
 * console.assert(closestName("gradient", ["conventional", "cbm"]) === undefined);
 * ```
 */
export function closestName(word: string, names: Iterable<string>): string | undefined {
  const ranked = [...names].map((name) => ({
    name,
    distance: editDistance(word.toLowerCase(), name.toLowerCase()),
    most: Math.floor(Math.max(word.length, name.length) / 3),
  }));
  return ranked.filter(({ distance, most }) => distance <= most).sort((a, b) => a.distance - b.distance)[0]
    ?.name;
}

/**
 * Writes the remedy for an unknown name, which ends an error message.
 *
 * @example
 * ```ts
 * import { chooseOne } from "./suggest.ts";
 *
 * console.assert(chooseOne("sobl", ["sobel", "entropy"]) === 'did you mean "sobel"? Choose one of "sobel" and "entropy"');
 * ```
 */
export function chooseOne(word: string, names: Iterable<string>): string {
  const known = [...names], close = closestName(word, known), list = `hoose one of ${listNames(known)}`;
  return close === undefined ? `c${list}` : `did you mean "${close}"? C${list}`;
}
