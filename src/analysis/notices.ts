/** What a reader must know of settings in which compared runs differ. */
import { listNames } from "../errors.ts";
import { type Arm, haveSameAnswers } from "./arms.ts";
import { portableConfig, type Run, sessionText } from "./run.ts";

/** Notices on arms that are the same runs under two names: they say nothing twice. */
export function sameRunNotices(arms: readonly Arm[]): string[] {
  return arms.flatMap((arm, at) => {
    const twin = arms.slice(0, at).find((other) => haveSameAnswers(arm, other));
    return twin === undefined
      ? []
      : [`"${arm.label}" and "${twin.label}" are the same runs under two names.`];
  });
}

/** A hash by its first digits. */
const shortened = (value: string) => value.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");

/**
 * Notices on settings other than the method and the seed in which the runs of one comparison differ.
 *
 * @param comparisons the runs of both arms of each
 * @returns one notice for a setting, whatever the number of comparisons that differ in it
 */
export function settingNotices(comparisons: readonly (readonly Run[])[]): string[] {
  const found = new Map<string, Set<string>>();
  for (const [key, values] of comparisons.flatMap(differences)) {
    found.set(key, new Set([...found.get(key) ?? [], ...values]));
  }
  return [...found].map(([key, values]) =>
    `The runs differ in "${key}" too (${
      listNames([...values].map(shortened)).replaceAll('"', "")
    }): a gain may be due to that.`
  );
}

function differences(runs: readonly Run[]): [key: string, values: string[]][] {
  // Files are known by what they hold, which is in other fields.
  const expected = ["label", "name", "method", "seed", "weights", "contents"];
  const keys = new Set(
    runs.flatMap(({ config }) => Object.keys(config)).filter((key) => !expected.includes(key)),
  );
  const settings: [name: string, valueOf: (run: Run) => string | undefined][] = [
    ...[...keys].map((key) =>
      [key, ({ config }) => JSON.stringify(portableConfig(config)[key] ?? null)] as typeof settings[number]
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
