/** Specifications, a name with options in one string: `cbm:schedule=linear,max=0.4`, `resnet18:width=16`. */
import { UsageError } from "./errors.ts";

/** A parsed specification. */
export interface Spec {
  /** The text that it was parsed from. */
  readonly text: string;
  readonly name: string;
  /** Values as written. */
  readonly options: Readonly<Record<string, string>>;
}

/** The path of a file of your own, in place of a name. */
export type OwnFile = `${string}.ts`;

/** A name or a file of your own, with options if any: `"cbm"`, `"cbm:max=0.4"`, `"./mine.ts:share=0.3"`. */
export type SpecText<Name extends string> = Name | OwnFile | `${Name | OwnFile}:${string}`;

/** One specification, or several joined by "+": `"cbm+cutmix"`, `"cbm:max=0.4+./mine.ts"`. */
export type CompositionText<Name extends string> = SpecText<Name> | `${Name | OwnFile}+${string}`;

/**
 * A text that is known only when the program runs, such as the user's. A function with this parameter besides
 * a union of names takes such texts, but no unknown name in quotes.
 */
export type RuntimeText<Text extends string> = string extends Text ? Text : never;

/** The start of an option: a comma before a key. Other commas belong to the value, as in file names. */
const NEXT_OPTION = /,(?=\s*\w+\s*=)/;
/** A name, or a user's file: its path, which begins with "/", "./", "../" or a drive, or its SHA-256. */
const NAME = String.raw`(?:[a-z_]\w*|[0-9a-f]{64}\.ts|(?:\.{0,2}|[a-z]:)[\\/][^:]*?\.ts)`;
/** The start of a name: a "+" before a name that ends at a colon, the end, or a "+" before another name. */
const NEXT_NAME = new RegExp(String.raw`\+(?=\s*(?:$|${NAME}(?:\s*\+\s*${NAME})*\s*(?::|$)))`, "i");
/** A drive letter, whose colon does not end a name. */
const DRIVE = /^\s*[a-z]:[\\/]/i;

/** Splits the options of a specification, as written: `"a=x,y.npy,b=2"` → `["a=x,y.npy", "b=2"]`. */
export const splitOptions = (text: string): string[] => text.split(NEXT_OPTION);

/**
 * Splits a composition into its specifications. A "+" in a number (`1e+3`) or a file name does not start one;
 * a file whose name ends like a composition (`a+b`, without an extension) must be renamed.
 *
 * @param text such as `"cbm:max=0.6+cutmix"`
 * @returns such as `["cbm:max=0.6", "cutmix"]`
 *
 * @example
 * ```ts
 * import { splitSpecs } from "./spec.ts";
 *
 * const [cbm, cutmix] = splitSpecs("cbm:salience=results/a+b/maps.npy+cutmix");
 * console.assert(cbm === "cbm:salience=results/a+b/maps.npy" && cutmix === "cutmix");
 * ```
 */
export const splitSpecs = (text: string): string[] => text.split(NEXT_NAME);

/**
 * Reads `name:key=value,key=value`. A value may contain commas, "+" and "=", as file names do, unless the
 * text after a comma looks like another option.
 *
 * @param text the user's text
 * @returns the name and the options, along with the text
 * @throws {UsageError} on an option without a value or written twice
 *
 * @example
 * ```ts
 * import { parseSpec } from "./spec.ts";
 *
 * const { name, options } = parseSpec("resnet18:width=16");
 * console.assert(name === "resnet18" && options.width === "16");
 * ```
 */
export function parseSpec(text: string): Spec {
  const colon = text.indexOf(":", DRIVE.exec(text)?.[0].length ?? 0);
  const name = (colon < 0 ? text : text.slice(0, colon)).trim();
  const options: Record<string, string> = {};
  const parts = colon < 0 ? [] : splitOptions(text.slice(colon + 1));
  for (const part of parts) {
    const equals = part.indexOf("=");
    const key = part.slice(0, Math.max(equals, 0)).trim(), value = part.slice(equals + 1).trim();
    if (key === "" || value === "" || value.endsWith(",")) {
      throw new UsageError(
        `Cannot read "${part}" in "${text}": write options as key=value, separated by commas`,
      );
    }
    if (Object.hasOwn(options, key)) throw new UsageError(`Option "${key}" is given twice in "${text}"`);
    options[key] = value;
  }
  return { text, name, options };
}

/** Returns a specification, parsed if it is still a text. */
export const asSpec = (spec: string | Spec): Spec => typeof spec === "string" ? parseSpec(spec) : spec;

/** Returns the specifications of a composition, parsed if it is still a text. */
export const asSpecs = (specs: string | readonly Spec[]): readonly Spec[] =>
  typeof specs === "string" ? splitSpecs(specs).map(parseSpec) : specs;

/**
 * Writes a name with options, which {@linkcode parseSpec} reads.
 *
 * @example
 * ```ts
 * import { writeSpec } from "./spec.ts";
 *
 * console.assert(writeSpec("cbm", { max: "0.4", size: "64" }) === "cbm:max=0.4,size=64");
 * console.assert(writeSpec("cbm", {}) === "cbm");
 * ```
 */
export function writeSpec(name: string, options: Spec["options"]): string {
  const written = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  return written.length === 0 ? name : `${name}:${written.join()}`;
}
