/**
 * User code: a TypeScript file whose default export is a definition (`defineMethod({ … })`). Its path can be
 * used in place of a built-in name. Only files that the user names are executed; a run is identified by the
 * contents of these files and their local imports.
 *
 * @module
 */
import { basename, dirname, resolve, toFileUrl } from "@std/path";
import { init, parse } from "es-module-lexer";
import { InputError, UsageError } from "./errors.ts";
import { explainFileError } from "./io/file_errors.ts";
import { chooseOne } from "./suggest.ts";
import { sha256Hex } from "./io/hash.ts";
import { asSpecs, type Spec, writeSpec } from "./spec.ts";

/** The members that a definition of each kind must have, with their types. */
const MEMBERS = {
  method: { name: "string", summary: "string", options: "object", create: "function" },
  measure: { name: "string", summary: "string", version: "number", scorer: "function" },
  schedule: { name: "string", summary: "string", create: "function" },
  model: {
    ...{ name: "string", summary: "string", kind: "string", size: "number" },
    ...{ options: "object", defaultRecipe: "object", create: "function" },
  },
  dataset: { name: "string", summary: "string", options: "object", load: "function" },
  optimizer: { name: "string", summary: "string", options: "object", create: "function" },
  "learning-rate schedule": { name: "string", summary: "string", options: "object", create: "function" },
  augmentation: { name: "string", summary: "string", options: "object", create: "function" },
} as const;

/** A kind of definition. */
export type ExtensionKind = keyof typeof MEMBERS;

/** The name of each kind's `define…` function. */
const MAKERS: Readonly<Record<ExtensionKind, string>> = {
  method: "defineMethod",
  measure: "defineMeasure",
  schedule: "defineSchedule",
  model: "defineModel",
  dataset: "defineDataset",
  optimizer: "defineOptimizer",
  "learning-rate schedule": "defineLearningRateSchedule",
  augmentation: "defineAugmentation",
};

/** A loaded file. */
export interface Extension {
  readonly kind: ExtensionKind;
  /** The path as the user wrote it. */
  readonly path: string;
  /** Hash of the file and its local imports, hexadecimal. */
  readonly sha256: string;
  readonly definition: { readonly name: string };
}

/** Key of a definition's kind, shared by all copies of this package. */
const DEFINES = Symbol.for("curriculum-by-masking defines");

/** Marks a definition with its kind. */
export const marked = <T extends object>(kind: ExtensionKind, definition: T): T =>
  Object.defineProperty(definition, DEFINES, { value: kind });

/** Tells whether a name in a specification is the path of a code file. */
export const isExtension = (name: string): boolean => name.endsWith(".ts");

/** Lists the code files that a specification names, by itself or in its options. */
export const codeIn = ({ name, options }: Spec): string[] =>
  [name, ...Object.values(options)].filter(isExtension);

const loaded = new Map<string, Extension>();

/** Lists the loaded files, so that workers can load the same ones. */
export const loadedExtensions = (): { readonly kind: ExtensionKind; readonly path: string }[] =>
  [...new Set(loaded.values())].map(({ kind, path }) => ({ kind, path: resolve(path) }));

/** Returns the loaded file of a path, or of a SHA-256 followed by `.ts`; undefined if not loaded. */
export const loadedExtension = (name: string): Extension | undefined => loaded.get(name);

/**
 * Finds a loaded definition.
 *
 * @param name its path, or its SHA-256 followed by `.ts`
 * @throws {UsageError} if the file was not loaded, or defines something else
 */
export function findExtension<T>(name: string, kind: ExtensionKind): T {
  const extension = loaded.get(name);
  if (extension === undefined) {
    throw new UsageError(
      `${name} is code that the command line does not give, so it does not run: give it, as in --${
        kind.replace("learning-rate schedule", "lr-schedule").replace("augmentation", "augment")
      } ${name}`,
    );
  }
  checkKind(extension.path, extension.kind, kind);
  return extension.definition as T;
}

/**
 * Finds a definition by name in a registry, or among the user's loaded files.
 *
 * @param registry the built-in definitions
 * @throws {UsageError} on an unknown name; the message lists the known ones
 */
export function findDefinition<T extends { readonly name: string }>(
  kind: ExtensionKind,
  name: string,
  registry: Iterable<T>,
): T {
  if (isExtension(name)) return findExtension<T>(name, kind);
  const all = [...registry], found = all.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  throw new UsageError(
    `Unknown ${kind.replace("dataset", "data set")} "${name}": ${
      chooseOne(name, all.map((entry) => entry.name))
    }, or a file of your own, ./NAME.ts`,
  );
}

function checkKind(path: string, kind: ExtensionKind, wanted: ExtensionKind): void {
  if (kind !== wanted) throw new UsageError(`${path} defines a ${kind}, but a ${wanted} is needed here`);
}

/**
 * Loads a user's file, which executes it.
 *
 * @param path relative to the working directory, or absolute
 * @param kind the kind that it must define; any if omitted
 * @throws {InputError} if it cannot be read or run
 * @throws {UsageError} if its default export is not a definition of that kind, or an import is not allowed
 *
 * @example
 * ```ts
 * import { loadExtension } from "./extension.ts";
 *
 * const missing = await loadExtension("./no_such_file.ts", "method").catch((error) => error.message);
 * console.assert(missing.includes("no_such_file.ts"));
 * ```
 */
export async function loadExtension(path: string, kind?: ExtensionKind): Promise<Extension> {
  const sha256 = await hashSources(path), known = loaded.get(`${sha256}.ts`);
  if (known !== undefined) {
    if (kind !== undefined) checkKind(path, known.kind, kind);
    loaded.set(path, known);
    return known;
  }
  let definition: unknown;
  try {
    ({ default: definition } = await keepingLock(() => import(toFileUrl(resolve(path)).href)));
  } catch (error) {
    throw new InputError(`Cannot run ${path}: ${error instanceof Error ? error.message : error}`);
  }
  const found = checkDefinition(path, kind, definition);
  const extension = { kind: found, path, sha256, definition: definition as Extension["definition"] };
  loaded.set(path, extension);
  loaded.set(`${sha256}.ts`, extension);
  return extension;
}

/** Restores this project's deno.lock after some work, as Deno adds packages imported by a user's file. */
async function keepingLock<T>(work: () => Promise<T>): Promise<T> {
  const lock = new URL("../deno.lock", import.meta.url);
  const read = () => lock.protocol === "file:" ? Deno.readTextFile(lock).catch(() => undefined) : undefined;
  const before = await read();
  try {
    return await work();
  } finally {
    if (before !== undefined && await read() !== before) {
      await Deno.writeTextFile(lock, before).catch(() => {});
    }
  }
}

/** Checks the default export of a file, and returns its kind. */
function checkDefinition(path: string, wanted: ExtensionKind | undefined, value: unknown): ExtensionKind {
  if (typeof value !== "object" || value === null || !(DEFINES in value)) {
    throw new UsageError(
      `${path} has no definition: write "export default ${MAKERS[wanted ?? "method"]}({ … })"`,
    );
  }
  const definition = value as Readonly<Record<string | symbol, unknown>>;
  const kind = definition[DEFINES] as ExtensionKind;
  if (wanted !== undefined) checkKind(path, kind, wanted);
  for (const [member, type] of Object.entries(MEMBERS[kind])) {
    const found = definition[member];
    if (typeof found === type && found !== null) continue;
    throw new UsageError(
      `${path}: the definition's "${member}" must be ${type === "object" ? "an object" : `a ${type}`}, not ${
        found === null ? "null" : typeof found
      }`,
    );
  }
  if (!/^[a-z][a-z0-9_-]*$/.test(String(definition.name))) {
    throw new UsageError(
      `${path}: the name "${definition.name}" must consist of lower-case letters, digits, "_" and "-", and begin with a letter`,
    );
  }
  return kind;
}

/**
 * Hashes a file together with its local imports, without executing any of them. Only the relative locations
 * of the files matter, not the absolute ones.
 *
 * @returns SHA-256, hexadecimal
 * @throws {InputError} if a file cannot be read
 * @throws {UsageError} on an import whose contents cannot be determined
 */
export async function hashSources(path: string): Promise<string> {
  await init;
  const entry = resolve(path), base = dirname(entry), contents = new Map<string, string>();
  const visit = async (file: string): Promise<void> => {
    if (contents.has(file)) return;
    let source: string;
    try {
      source = await Deno.readTextFile(file);
    } catch (error) {
      throw explainFileError(error, "read", file === entry ? path : file);
    }
    contents.set(file, sha256Hex(source));
    for (const target of localImports(file, source)) await visit(resolve(dirname(file), target));
  };
  await visit(entry);
  const lines = [...contents].map(([file, hash]) =>
    `${hash} ${toFileUrl(file).href.slice(toFileUrl(base).href.length)}`
  );
  return sha256Hex(lines.sort().join("\n"));
}

/** Finds the local files that a source imports. */
function localImports(file: string, source: string): string[] {
  let imports: ReturnType<typeof parse>[0];
  try {
    [imports] = parse(source, file);
  } catch (error) {
    throw new InputError(
      `Cannot read the imports of ${file}: ${error instanceof Error ? error.message : error}`,
    );
  }
  return imports.flatMap(({ n: target, d: dynamic, ss, se }) => {
    if (dynamic === -2) return []; // import.meta
    if (target === undefined) {
      throw new UsageError(
        `${file} has a computed import, ${
          source.slice(ss, se)
        }: import a constant string, so that runs can ` +
          `be identified by the code they use`,
      );
    }
    if (/^\.{1,2}\//.test(target)) return [target];
    if (/^(node:|@cbm\/curriculum-by-masking(\/|$))/.test(target)) return [];
    if (/^npm:(@[^/@]+\/)?[^/@]+@\d/.test(target)) return [];
    throw new UsageError(
      `${file} imports "${target}": import relative paths, npm:NAME@VERSION, node:NAME or ` +
        `@cbm/curriculum-by-masking (the import map in the file's folder is ignored)`,
    );
  });
}

/**
 * Replaces paths in a specification by the definitions' own names, for labels.
 *
 * @example
 * ```ts
 * import { readableSpec } from "./extension.ts";
 *
 * console.assert(readableSpec("cbm:max=0.4+cutmix") === "cbm:max=0.4+cutmix");
 * ```
 */
export function readableSpec(specs: string | readonly Spec[]): string {
  const nameOf = (path: string) =>
    isExtension(path) ? loaded.get(path)?.definition.name ?? basename(path, ".ts") : path;
  return asSpecs(specs).map((spec) => {
    if (codeIn(spec).length === 0) return spec.text;
    const readable = Object.entries(spec.options).map(([key, value]) => [key, nameOf(value)]);
    return writeSpec(nameOf(spec.name), Object.fromEntries(readable));
  }).join("+");
}
