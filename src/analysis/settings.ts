/** The settings of a run, which tell arms apart in addition to their labels. */
import { isObject } from "../io/json_object.ts";
import { asSpecs } from "../spec.ts";
import { type Run, withoutFolders } from "./read_run.ts";

/** All settings that are not empty, as text. */
export type Settings = ReadonlyMap<string, string>;

/** The settings by which arms are told apart first, as readers would. */
const FIRST = [
  "dataset",
  "model",
  "method",
  "precision",
  "epochs",
  "trainSize",
  "testSize",
  "batch",
  "augment",
];
/** Ignored settings: names, seeds, and paths of files, which are identified by their contents. */
const LEFT = ["label", "name", "seed", "weights"];

/** Formats a setting; fields missing from early runs count as empty, and so do null, false, 0 and an empty list. */
export function settingText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === false || value === 0) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(String).join("+");
  if (isObject(value)) return JSON.stringify(value);
  return withoutFolders(String(value));
}

/** Returns the settings of a run, the most telling first. */
export function settingsOf({ config, method }: Run): Settings {
  const all = { ...config, method };
  const keys = [
    ...FIRST,
    ...Object.keys(all).filter((key) => !FIRST.includes(key) && !LEFT.includes(key)).sort(),
  ];
  return new Map(keys.flatMap((key) => {
    const text = settingText(all[key as keyof typeof all]);
    return text === undefined ? [] : [[key, text] as const];
  }));
}

/** Lists the keys of the settings that differ, the most telling first. */
export function differing(settings: readonly Settings[]): string[] {
  const keys = new Set(settings.flatMap((one) => [...one.keys()]));
  const rank = (key: string) => FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length;
  return [...keys]
    .filter((key) => new Set(settings.map((one) => one.get(key))).size > 1)
    .sort((a, b) => rank(a) - rank(b));
}

/**
 * Gives short names to different settings, with as few keys as needed to tell all apart.
 *
 * @param settings no two alike
 * @returns a name for each, such as `resnet18:width=32` or `20 epochs`
 *
 * @example
 * ```ts
 * import { nameSettings } from "./settings.ts";
 *
 * const names = nameSettings([new Map([["epochs", "10"]]), new Map([["epochs", "20"]])]);
 * console.assert(names.join() === "10 epochs,20 epochs");
 * ```
 */
export function nameSettings(settings: readonly Settings[]): string[] {
  const chosen: string[] = [];
  const kinds = (keys: readonly string[]) =>
    new Set(settings.map((one) => JSON.stringify(keys.map((key) => one.get(key) ?? null)))).size;
  for (const key of differing(settings)) {
    if (kinds([...chosen, key]) > kinds(chosen)) chosen.push(key);
  }
  const words = chosen.map((key) =>
    key === "method"
      ? nameMethods(settings.map((one) => one.get(key) ?? ""))
      : settings.map((one) => inWords(key, one.get(key)))
  );
  return settings.map((_, at) => words.map((one) => one[at]!).join(", "));
}

const WORDINGS: Readonly<Record<string, (value: string) => string>> = {
  epochs: (value) => `${value} epochs`,
  trainSize: (value) => `${value} training images`,
  testSize: (value) => `${value} test images`,
  batch: (value) => `batches of ${value}`,
};
const AS_WRITTEN = [
  "dataset",
  "model",
  "precision",
  "augment",
  "optimizer",
  "tested on",
  "backend",
  "folder",
];

const WITHOUT: Readonly<Record<string, string>> = {
  trainSize: "all training images",
  testSize: "all test images",
  augment: "no augmentation",
};

function inWords(key: string, value: string | undefined): string {
  const title = key.replace(/Sha256$/, "").replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  if (value === undefined) return WITHOUT[key] ?? `no ${title}`;
  if (AS_WRITTEN.includes(key)) return value;
  return WORDINGS[key]?.(value) ?? `${title} ${value.replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/g, "$1…")}`;
}

/** Names methods of the same name by the options that differ, others as written. */
function nameMethods(methods: readonly string[]): string[] {
  const parsed = methods.map(asSpecs);
  const names = new Set(parsed.map((parts) => parts.map(({ name }) => name).join("+")));
  if (names.size > 1) return [...methods];
  const options = parsed.map((parts) =>
    new Map(
      parts.flatMap(({ options }) => Object.entries(options).map(([key, value]) => [key, short(value)])),
    )
  );
  const keys = differing(options);
  const own = options.map((one) => keys.map((key) => `${key}=${one.get(key) ?? "default"}`).join(","));
  return new Set(own).size === new Set(methods).size ? own : [...methods];
}

/** Shortens a number to six digits. */
const short = (value: string): string =>
  /^-?\d+\.\d{6,}$/.test(value) ? String(Number(Number(value).toPrecision(6))) : value;
