/** Formats configuration and environment of runs as readable names and values. */
import { portableConfig, type Run } from "../analysis/read_run.ts";
import { isObject, type JsonObject } from "../io/json_object.ts";

/** A name and its value. */
export type Pair = readonly [name: string, value: string];

/** Formats any JSON value in one line. */
function inWords(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(inWords).join(", ");
  if (isObject(value)) {
    return Object.entries(value).map(([key, one]) => `${key} ${inWords(one)}`).join("; ") || "none";
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  // The first digits identify a hash well enough and keep it readable.
  return String(value).replace(/^([0-9a-f]{12})[0-9a-f]{20,}$/, "$1…");
}

/** Formats the backend in one line: `wasm: WebAssembly SIMD, one thread (tfjs 4.22.0)`. */
function backendInWords({ name, description, details }: JsonObject): string {
  const versions = isObject(details)
    ? Object.entries(details).map((pair) => pair.map(inWords).join(" "))
    : [];
  const words = [name, description].filter((text) => text !== undefined).map(inWords).join(": ");
  return versions.length === 0 ? words : `${words} (${versions.join(", ")})`;
}

/**
 * Formats the data set in one line: `emoji (hash of the training images 0123456789ab…, of the test images
 * …)`.
 */
const datasetInWords = ({ name, train, test }: JsonObject): string =>
  `${inWords(name)} (hash of the training images ${inWords(train)}, of the test images ${inWords(test)})`;

const WORDINGS: Readonly<Record<string, (value: JsonObject) => string>> = {
  backend: backendInWords,
  dataset: datasetInWords,
};

function wordedValue(key: string, value: unknown): string {
  const wording = isObject(value) ? WORDINGS[key] : undefined;
  return isObject(value) && wording !== undefined ? wording(value) : inWords(value);
}

const TITLES: Readonly<Record<string, string>> = {
  augment: "Augmentation",
  cpu: "Processor",
  learningRateSchedule: "Learning rate schedule",
  memoryGiB: "Memory, GiB",
  os: "Operating system",
  select: "Reported epoch",
  source: "Hash of the program",
};

/** Turns keys such as `trainSize` and `train_size` into words. */
export function title(key: string): string {
  const words = key.replace(/_/g, " ").replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return TITLES[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Lists every key of some objects with its distinct values. */
function distinct(objects: readonly Readonly<Record<string, unknown>>[], left: readonly string[]): Pair[] {
  const keys = new Set(objects.flatMap(Object.keys).filter((key) => !left.includes(key)));
  return [...keys].map((key): Pair => {
    const values = new Set(
      objects.filter((object) => key in object).map((object) => wordedValue(key, object[key])),
    );
    return [title(key), [...values].join(" | ")];
  });
}

/** Lists the settings of the runs: first the method of each arm, then all others. */
export function configurationPairs(runs: readonly Run[]): Pair[] {
  const methods = new Map(runs.map(({ label, method }) => [label, method]));
  const arms = [...methods].map(([label, method]): Pair => [`Method of ${label}`, method]);
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  const left = ["label", "name", "method", "seed", "weights", "contents"];
  const files = runs.flatMap(({ config: { contents } }) => isObject(contents) ? [contents] : []);
  const held = distinct(files, []).map(([name, value]): Pair => [`SHA-256 of ${name}`, value]);
  const other = [...distinct(runs.map(({ config }) => portableConfig(config)), left), ...held];
  return [...arms, ["Seeds", seeds.join(", ")], ...other];
}

/** Lists the machines and versions with which the runs were computed. */
export function environmentPairs(runs: readonly Run[]): Pair[] {
  const sessions = runs.flatMap((run) => run.sessions);
  const starts = sessions.map(({ started }) => String(started ?? "")).filter((text) => text !== "").sort();
  const [earliest] = starts, latest = starts.at(-1);
  const when: Pair[] = earliest === undefined || latest === undefined
    ? []
    : [["First and last run started", `${minute(earliest)}, ${minute(latest)} UTC`]];
  return [...when, ...distinct(sessions, ["started", "seconds"])];
}

/** Lists the properties of a machine and the program on it, as recorded in a session of a run. */
export const machinePairs = (machine: object): Pair[] => distinct([{ ...machine }], ["started"]);

/** Formats a time such as 2026-11-23T08:01:00.000Z to the minute. */
const minute = (time: string): string => time.slice(0, 16).replace("T", " ");
