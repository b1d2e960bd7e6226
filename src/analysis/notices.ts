/** Notices about settings in which compared runs differ. */
import { listNames } from "../errors.ts";
import { areSameRuns, type Arm } from "./arms.ts";
import { type Run, sessionText } from "./read_run.ts";
import { settingText } from "./settings.ts";

/** Returns notices about arms that are the same runs under two names. */
export function sameRunNotices(arms: readonly Arm[]): string[] {
  return arms.flatMap((arm, at) => {
    const twin = arms.slice(0, at).find((other) => areSameRuns(arm, other));
    return twin === undefined
      ? []
      : [`"${arm.label}" and "${twin.label}" are the same runs under two names.`];
  });
}

/** Shortens a hash to its first digits. */
const shortened = (value: string) => value.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");

/**
 * Returns notices about settings, other than method and seed, in which the runs of a comparison differ.
 *
 * @param comparisons the runs of both arms of each comparison
 * @returns one notice per setting, even if several comparisons differ in it
 */
export function settingNotices(comparisons: readonly (readonly Run[])[]): string[] {
  const found = new Map<string, Set<string>>();
  for (const [key, values] of comparisons.flatMap(differences)) {
    found.set(key, new Set([...found.get(key) ?? [], ...values]));
  }
  return [...found].map(([key, values]) =>
    `The runs also differ in "${key}" (${
      listNames([...values].map(shortened)).replaceAll('"', "")
    }), which may explain a gain.`
  );
}

function differences(runs: readonly Run[]): [key: string, values: string[]][] {
  // Other fields identify files by their contents.
  const expected = ["label", "name", "method", "seed", "weights", "contents"];
  const keys = new Set(
    runs.flatMap(({ config }) => Object.keys(config)).filter((key) => !expected.includes(key)),
  );
  const settings: [name: string, valueOf: (run: Run) => string | undefined][] = [
    ...[...keys].map((key) =>
      [key, ({ config }) => settingText(config[key]) ?? "none"] as typeof settings[number]
    ),
    ["training images", (run) => sessionText(run, "dataset", "train")?.slice(0, 12)],
    ["backend", (run) => sessionText(run, "backend", "name")],
    ["threads", (run) => sessionText(run, "backend", "details", "threads")],
  ];
  return settings.flatMap(([key, valueOf]) => {
    const values = new Set(runs.map((run) => valueOf(run) ?? "unknown"));
    return values.size === 1 ? [] : [[key, [...values]] as [string, string[]]];
  });
}
