import { InputError } from "../errors.ts";

/** A pattern of characters that do not occur in texts and might control a terminal. */
const BINARY = /(?![\t\n\r])[\p{Cc}\ufffd]/u;

/**
 * Parses a JSON text.
 *
 * @param text the text
 * @param where its name in error messages, such as the file's path
 * @param remedy advice for the error message
 * @returns its value
 * @throws {InputError} naming the position of the fault; binary contents are not quoted
 *
 * @example
 * ```ts
 * import { parseJson } from "./json.ts";
 *
 * console.assert(parseJson("[1]", "example.json") instanceof Array);
 * ```
 */
export function parseJson(text: string, where: string, remedy?: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const fault = BINARY.test(text) ? "it is not text" : said;
    throw new InputError(`${where} is not JSON (${fault})${remedy === undefined ? "" : `: ${remedy}`}`);
  }
}
