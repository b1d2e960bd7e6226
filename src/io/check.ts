/** Checks what a file holds against a schema. */
import { type GenericIssue, type GenericSchema, getDotPath, type InferOutput, safeParse } from "valibot";
import { InputError } from "../errors.ts";

const MOST_FAULTS = 3, LONGEST_VALUE = 60;

/** Valibot's terms in words. */
const WORDS: Readonly<Record<string, string>> = {
  number: "a number",
  integer: "a whole number",
  string: "a string",
  boolean: "true or false",
  Array: "a list",
  Object: "an object",
};
const SIGNS: typeof WORDS = { ">=": "at least ", "<=": "at most ", ">": "above ", "<": "below " };

/**
 * Checks what a file holds against a schema, and gives it its type.
 *
 * @param schema a schema of valibot; a message of its own completes the sentence "… must be"
 * @param value what the file holds
 * @param file what to call it in an error
 * @param Fault UsageError for a file that the command line names as its configuration
 * @param remedy a sentence, without its full stop, that ends the error
 * @throws {InputError} that names the file and, of each fault, the place, what is wanted and what is there
 *
 * @example
 * ```ts
 * import { number, object } from "valibot";
 * import { check } from "./check.ts";
 * const { loss } = check(object({ loss: number() }), { loss: 0.5 }, "summary.json");
 * console.assert(loss === 0.5);
 * ```
 */
export function check<Schema extends GenericSchema>(
  schema: Schema,
  value: unknown,
  file: string,
  Fault = InputError,
  remedy?: string,
): InferOutput<Schema> {
  const { success, output, issues } = safeParse(schema, value);
  if (success) return output;
  const faults = issues.slice(0, MOST_FAULTS).map(describe), left = issues.length - faults.length;
  const more = left > 0 ? `; and ${left} more` : "", advice = remedy === undefined ? "" : `. ${remedy}`;
  throw new Fault(`Cannot use ${file}: ${faults.join("; ")}${more}${advice}`);
}

function describe(issue: GenericIssue): string {
  const { expected, type, input, received, message } = issue, path = getDotPath(issue);
  const place = path === null ? "it" : `"${path}"`;
  if (issue.path?.at(-1)?.origin === "key") {
    return `${place} is ${expected === "never" ? "unknown" : "missing"}`;
  }
  const parts = (expected ?? type).replace(/^\((.*)\)$/, "$1").split(" | ");
  const words = parts.map((part) => WORDS[part] ?? part.replace(/^[<>]=?/, (sign) => SIGNS[sign]!));
  const wanted = message.startsWith("Invalid ") ? eitherOf(words) : message;
  const found = typeof input === "string" || typeof input === "object" ? JSON.stringify(input) : received;
  const shown = found.length > LONGEST_VALUE ? `${found.slice(0, LONGEST_VALUE)}…` : found;
  return `${place} must be ${wanted}, not ${shown}`;
}

/** Joins words for a sentence: `"a"`, `"a" or "b"`, `"a", "b" or "c"`. */
const eitherOf = (words: readonly string[]): string =>
  [words.slice(0, -1).join(", "), ...words.slice(-1)].filter((text) => text !== "").join(" or ");
