/**
 * Options of methods, models, data sets and the like. Each is declared once, in a table, from which parsing,
 * validation, defaults, the full name, `--help` and the tables of the method cards follow.
 *
 * @module
 */
import { listNames, UsageError } from "./errors.ts";
import { type ExtensionKind, isExtension } from "./extension.ts";
import { type OwnFile, type Spec, writeSpec } from "./spec.ts";
import { chooseOne, closestName } from "./suggest.ts";

/** The valid numbers of an option; all finite ones if omitted. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** Exclusive bounds. */
  readonly above?: number;
  readonly below?: number;
}

interface Described {
  /** One clause, without the default: "the largest masking ratio". */
  readonly help: string;
  /** The default in words, for an option without `default` ("the images' own") or with an unwieldy one ("96/224"). */
  readonly otherwise?: string;
}

/** The declaration of one option. */
export type Option =
  & Described
  & (
    | { readonly kind: "number" | "integer"; readonly default?: number; readonly range?: Range }
    | { readonly kind: "boolean"; readonly default?: boolean }
    | {
      readonly kind: "choice";
      readonly choices: readonly string[];
      readonly default?: string;
      /** The kind of user code (`./mine.ts`) that is accepted in place of a choice. */
      readonly extensible?: ExtensionKind;
    }
    /** Whole numbers, written with dashes: 64-192-384. */
    | {
      readonly kind: "integers";
      readonly default?: readonly number[];
      readonly range?: Range;
      /** The required number of values. */
      readonly length?: number;
    }
    | {
      readonly kind: "text";
      readonly default?: string;
      /** Tells whether a value names a file; a run is then identified by the file's contents. */
      readonly isFile?: (value: string) => boolean;
      readonly extensible?: ExtensionKind;
    }
    /** A file: a run is identified by its contents. */
    | { readonly kind: "file"; readonly default?: string }
  );

/** A set of options by their names in code (camelCase); the command line uses snake_case. */
export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O> =
  | Value<O>
  | (O extends { readonly extensible: ExtensionKind } ? OwnFile : never);
type Value<O> = O extends { readonly kind: "number" | "integer" } ? number
  : O extends { readonly kind: "boolean" } ? boolean
  : O extends { readonly kind: "integers" } ? readonly number[]
  : O extends { readonly kind: "choice"; readonly choices: readonly (infer C)[] } ? C
  : string;

type Defaulted<T> = { [K in keyof T]: T[K] extends { readonly default: unknown } ? K : never }[keyof T];

/** The values of a table's options; those without a default may be missing. */
export type OptionValues<T extends OptionTable> =
  & { readonly [K in Defaulted<T>]: ValueOf<T[K]> }
  & { readonly [K in Exclude<keyof T, Defaulted<T>>]?: ValueOf<T[K]> | undefined };

/** Values given in code; omitted ones take their defaults. */
export type GivenValues<T extends OptionTable> = { readonly [K in keyof T]?: ValueOf<T[K]> | undefined };

/** Converts a camelCase name to the command line's snake_case. */
export const snakeCase = (key: string): string =>
  key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function rangeText({ min, max, above, below }: Range = {}): string {
  const low = min === undefined ? undefined : `from ${min}`,
    high = max === undefined ? undefined : `to ${max}`;
  if (low && high) return `${low} ${high}`;
  if (low) return below === undefined ? `of at least ${min}` : `${low} to below ${below}`;
  if (above !== undefined) {
    return `above ${above}${high ? `, at most ${max}` : below === undefined ? "" : ` and below ${below}`}`;
  }
  return high ? `of at most ${max}` : below === undefined ? "" : `below ${below}`;
}

const isInside = (value: number, { min, max, above, below }: Range = {}): boolean =>
  Number.isFinite(value) && value >= (min ?? -Infinity) && value <= (max ?? Infinity) &&
  value > (above ?? -Infinity) && value < (below ?? Infinity);

/** Describes the valid values of an option: "a whole number of at least 1", `"zero", "mean" or "noise"`. */
export function describeValues(option: Option): string {
  switch (option.kind) {
    case "number":
      return `a number ${rangeText(option.range)}`.trim();
    case "integer":
      return `a whole number ${rangeText(option.range)}`.trim();
    case "integers":
      return `${option.length ?? ""} whole numbers ${
        rangeText(option.range)
      } with dashes between them, such as ${spell(option.default ?? [0, 4, 8])}`.replace(/  +/g, " ").trim();
    case "boolean":
      return "true or false";
    case "choice":
      return `one of ${listNames(option.choices)}${
        option.extensible ? ", or a file of your own, ./NAME.ts" : ""
      }`;
    case "text":
      return "text";
    case "file":
      return "a file's path";
  }
}

function isValid(option: Option, value: unknown): boolean {
  switch (option.kind) {
    case "number":
      return typeof value === "number" && isInside(value, option.range);
    case "integer":
      return Number.isInteger(value) && isInside(Number(value), option.range);
    case "integers":
      return Array.isArray(value) &&
        (option.length === undefined ? value.length > 0 : value.length === option.length) &&
        value.every((one) => Number.isInteger(one) && isInside(one, option.range));
    case "boolean":
      return typeof value === "boolean";
    case "choice":
      return option.choices.includes(String(value)) ||
        (option.extensible !== undefined && isExtension(String(value)));
    default:
      return typeof value === "string" && value !== "";
  }
}

/** Parses a value; text that is not of the option's kind yields an invalid value. */
function valueOf(option: Option, text: string): unknown {
  switch (option.kind) {
    case "number":
    case "integer":
      return Number(text);
    case "integers":
      return text.split("-").map((one) => one.trim() === "" ? NaN : Number(one));
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    default:
      return text;
  }
}

function check(name: string, key: string, option: Option, value: unknown, written: string): void {
  if (isValid(option, value)) return;
  const close = option.kind === "choice" ? closestName(written, option.choices) : undefined;
  throw new UsageError(
    `Option "${snakeCase(key)}" of "${name}" must be ${describeValues(option)}, not "${written}"` +
      (close === undefined ? "" : `. Did you mean "${close}"?`),
  );
}

/**
 * Reads the options of a specification.
 *
 * @throws {UsageError} on an unknown option, or an invalid value
 *
 * @example
 * ```ts
 * import { readOptions } from "./options.ts";
 * import { parseSpec } from "./spec.ts";
 *
 * const table = { minRatio: { kind: "number", default: 0.1, range: { min: 0, below: 1 }, help: "…" } } as const;
 * console.assert(readOptions(table, parseSpec("mine:min_ratio=0.5")).minRatio === 0.5);
 * ```
 */
export function readOptions<T extends OptionTable>(table: T, { name, options }: Spec): OptionValues<T> {
  const keys = new Map(Object.keys(table).map((key) => [snakeCase(key), key]));
  const given: Record<string, unknown> = {};
  for (const [written, text] of Object.entries(options)) {
    const key = keys.get(written), option = key === undefined ? undefined : table[key];
    if (key === undefined || option === undefined) {
      const remedy = keys.size === 0 ? "it takes none" : chooseOne(written, keys.keys());
      throw new UsageError(`Unknown option "${written}" of "${name}": ${remedy}`);
    }
    const value = valueOf(option, text);
    check(name, key, option, value, text);
    given[key] = value;
  }
  return withDefaults(table, given);
}

/**
 * Validates values from code and adds the defaults.
 *
 * @throws {UsageError} on an invalid value
 */
export function checkOptionValues<T extends OptionTable>(
  name: string,
  table: T,
  given: GivenValues<T>,
): OptionValues<T> {
  for (const [key, value] of Object.entries(given)) {
    const option = table[key];
    if (option === undefined) {
      throw new UsageError(
        `Unknown option "${key}" of "${name}": ${chooseOne(key, Object.keys(table))}`,
      );
    }
    if (value !== undefined) {
      check(name, key, option, value, Array.isArray(value) ? value.join("-") : String(value));
    }
  }
  return withDefaults(table, given);
}

const withDefaults = <T extends OptionTable>(table: T, given: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(table).flatMap(([key, option]) => {
      const value = given[key] ?? option.default;
      return value === undefined ? [] : [[key, value]];
    }),
  ) as OptionValues<T>;

/** Formats a value as on the command line. */
const spell = (value: unknown): string => Array.isArray(value) ? value.join("-") : String(value);

/**
 * Spells a name with all options that have a value, in the order of `values`.
 *
 * @example
 * ```ts
 * import { spellOptions } from "./options.ts";
 *
 * console.assert(spellOptions("lerac", { last: 1e-5, minLr: 2 }) === "lerac:last=0.00001,min_lr=2");
 * ```
 */
export function spellOptions(name: string, values: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return writeSpec(name, Object.fromEntries(given.map(([key, value]) => [snakeCase(key), spell(value)])));
}

/**
 * Returns the values that differ from the defaults.
 *
 * @param values checked values
 * @param complete fills in the values of omitted options that have no fixed default
 */
export function ownValues<T extends OptionTable>(
  table: T,
  values: OptionValues<T>,
  complete: (values: OptionValues<T>) => object = (same) => same,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => {
      const option = table[key]!;
      const without = Object.fromEntries(Object.entries(values).filter(([other]) => other !== key));
      const usual = option.default ??
        (complete(without as OptionValues<T>) as Readonly<Record<string, unknown>>)[key];
      return value !== undefined && spell(value) !== spell(usual);
    }),
  );
}

const extensibleKind = (option: Option): ExtensionKind | undefined =>
  "extensible" in option ? option.extensible : undefined;

/** Lists the user's code files named in a specification's options, with the kind that each must define. */
export const codeOptions = (table: OptionTable, { options }: Spec): { path: string; kind: ExtensionKind }[] =>
  Object.entries(table).flatMap(([key, option]) => {
    const path = options[snakeCase(key)], kind = extensibleKind(option);
    return path !== undefined && kind !== undefined && isExtension(path) ? [{ path, kind }] : [];
  });

/** Returns the options of a specification whose values name files, as written on the command line. */
export const fileOptions = (table: OptionTable, { options }: Spec): string[] =>
  Object.entries(table).flatMap(([key, option]) => {
    const value = options[snakeCase(key)];
    if (value === undefined) return [];
    const isFile = option.kind === "file" || (option.kind === "text" && option.isFile?.(value)) ||
      (extensibleKind(option) !== undefined && isExtension(value));
    return isFile ? [snakeCase(key)] : [];
  });

/** An option as shown in `--help` and the cards. */
export interface OptionLine {
  readonly name: string;
  readonly default: string;
  readonly values: string;
  readonly help: string;
}

/** Lists the options of a table for display, in its order. */
export const optionLines = (table: OptionTable): OptionLine[] =>
  Object.entries(table).map(([key, option]) => ({
    name: snakeCase(key),
    default: option.otherwise ?? (option.default === undefined ? "none" : spell(option.default)),
    values: describeValues(option),
    help: option.help,
  }));

const KINDS = ["number", "integer", "integers", "boolean", "choice", "text", "file"];

/**
 * Checks the table of options in a user's file.
 *
 * @param path the file, for errors
 * @throws {UsageError} naming the option and its fault
 */
export function checkOptionTable(path: string, table: OptionTable): void {
  for (const [key, option] of Object.entries(table)) {
    const wrong = (what: string) => new UsageError(`${path}: the option "${key}" ${what}`);
    if (typeof option !== "object" || option === null) {
      throw wrong("must be an object: { kind, default, help }");
    }
    if (!KINDS.includes(option.kind)) {
      throw wrong(`has the unknown kind "${option.kind}": choose one of ${listNames(KINDS)}`);
    }
    if (typeof option.help !== "string") throw wrong(`needs "help", one clause on what it does`);
    if (option.kind === "choice" && !Array.isArray(option.choices)) {
      throw wrong(`needs "choices", a list of texts`);
    }
    if (option.default !== undefined && !isValid(option, option.default)) {
      throw wrong(`has the default "${spell(option.default)}", but must be ${describeValues(option)}`);
    }
  }
}
