/** Reads the JSON files of a run folder. */
import { InputError } from "../errors.ts";
import { readFileBytes } from "./file_errors.ts";
import { parseJson } from "./json.ts";

/** A JSON object whose fields have not been checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns whether a value is a JSON object (neither an array nor null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseObject(text: string, where: string): JsonObject {
  const value = parseJson(text, where, "run it again");
  if (!isObject(value)) throw new InputError(`${where} must hold a JSON object`);
  return value;
}

/**
 * Reads a JSON file that holds an object.
 *
 * @throws {InputError} if it is missing, damaged or does not hold an object
 */
export async function readJsonObject(path: string): Promise<JsonObject> {
  return parseObject(new TextDecoder().decode(await readFileBytes(path)), path);
}

/**
 * Reads a file with one JSON object per line.
 *
 * @throws {InputError} if it is missing or a line is damaged; the message names the line
 */
export async function readJsonLines(path: string): Promise<JsonObject[]> {
  const lines = new TextDecoder().decode(await readFileBytes(path)).split("\n");
  return lines.flatMap((line, index) =>
    line.trim() === "" ? [] : [parseObject(line, `${path}, line ${index + 1},`)]
  );
}

/** Reads a finite number from a field of an object. */
export function numberField(object: JsonObject, key: string, where: string): number {
  const value = object[key];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new InputError(`"${key}" in ${where} must be a number, not ${JSON.stringify(value)}`);
}
