/** Configuration and environment of runs, as names and values to read. */
import { isObject } from "../analysis/read_json.ts";
import type { Run } from "../analysis/run.ts";

/** A name and its value. */
export type Pair = readonly [name: string, value: string];

/** Any JSON value in one line. */
function inWords(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(inWords).join(", ");
  if (isObject(value)) {
    return Object.entries(value).map(([key, one]) => `${key} ${inWords(one)}`).join("; ") || "none";
  }
  return String(value);
}

/** `learningRateSchedule` and `train_size` as words. */
const title = (key: string): string => {
  const words = key.replace(/_/g, " ").replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Every key with the distinct values it has, as JSON objects have it. */
function distinct(objects: readonly Readonly<Record<string, unknown>>[], left: readonly string[]): Pair[] {
  const keys = new Set(objects.flatMap(Object.keys).filter((key) => !left.includes(key)));
  return [...keys].map((key): Pair => {
    const values = new Set(objects.filter((object) => key in object).map((object) => inWords(object[key])));
    return [title(key), [...values].join(" | ")];
  });
}

/** The settings of the runs: first which method each arm trains with, then all the others. */
export function configurationPairs(runs: readonly Run[]): Pair[] {
  const methods = new Map(runs.map(({ label, method }) => [label, method]));
  const arms = [...methods].map(([label, method]): Pair => [`Method of ${label}`, method]);
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  const other = distinct(runs.map(({ config }) => config), ["label", "name", "method", "seed"]);
  return [...arms, ["Seeds", seeds.join(", ")], ...other];
}

/** Where and with what the runs were computed. */
export function environmentPairs(runs: readonly Run[]): Pair[] {
  const sessions = runs.flatMap((run) => run.sessions);
  const starts = sessions.map(({ started }) => String(started ?? "")).filter((text) => text !== "").sort();
  const when: Pair[] = starts.length === 0 ? [] : [["Runs started", `${starts[0]} to ${starts.at(-1)}`]];
  return [...when, ...distinct(sessions, ["started", "seconds"])];
}
