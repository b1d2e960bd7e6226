import { InputError } from "../errors.ts";

/** What no text has, and a terminal may take for a command. */
const BINARY = /(?![\t\n\r])[\p{Cc}\ufffd]/u;

/**
 * Reads a JSON text.
 *
 * @param text the text
 * @param where what to call it in an error, such as the file's path
 * @param remedy what to do about an error
 * @returns its value
 * @throws {InputError} that says where the fault is, and quotes nothing of a file that is no text
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
    const fault = BINARY.test(text) ? "it is no text at all" : said;
    throw new InputError(`${where} is not JSON (${fault})${remedy === undefined ? "" : `: ${remedy}`}`);
  }
}
