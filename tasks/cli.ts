/** Helpers shared by the commands: parsing options and printing. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseBytes } from "../src/data/shards/memory.ts";
import { onNotice } from "../src/notices.ts";
import { optionLines, type OptionTable } from "../src/options.ts";
import { type ProgressCallback, type ProgressLine, progressLine } from "../src/progress.ts";
import { chooseOne } from "../src/suggest.ts";
import { terminalWidth, wrap } from "../src/terminal.ts";

/** Options of many commands. */
export interface CommonOptions {
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/**
 * Makes a parser for a numeric option.
 *
 * @param limits the smallest and largest value; `above` and `below` are exclusive; `integer` allows whole
 * numbers only
 */
export function parseNumber(
  { min = -Infinity, above = -Infinity, max = Infinity, below = Infinity, integer = false } = {},
): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    const fits = Number.isFinite(value) && value >= min && value > above && value <= max && value < below;
    if (fits && (!integer || Number.isSafeInteger(value))) return value;
    const range = [
      ...(min > -Infinity ? [`at least ${min}`] : []),
      ...(above > -Infinity ? [`above ${above}`] : []),
      ...(max < Infinity ? [`at most ${max}`] : []),
      ...(below < Infinity ? [`below ${below}`] : []),
    ].join(" and ");
    throw new InvalidArgumentError(
      `It must be ${integer ? "a whole number" : "a number"}${range && ` ${range}`}.`,
    );
  };
}

/** Parses a list of whole numbers such as `1,2,3`. */
export function parseIntegers(text: string): number[] {
  const one = parseNumber({ integer: true });
  const values = text.split(",").map((part) => one(part));
  if (new Set(values).size < values.length) throw new InvalidArgumentError("A number is given twice.");
  return values;
}

/** Parses a list of words such as `flip,crop`. */
export function parseWords(text: string): string[] {
  return text.split(",").map((word) => word.trim()).filter((word) => word !== "");
}

/** Quotes words for a shell. */
export function quoteWords(words: readonly string[]): string {
  const quote = (word: string) => /^[\w./:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return words.map(quote).join(" ");
}

/** Describes the options of a table, one line each. */
export const helpOf = (table: OptionTable): Record<string, string> =>
  Object.fromEntries(
    optionLines(table).map(({ name, help, default: usual }) => [name, `${help} (default: ${usual})`]),
  );

/** Prints one JSON document on standard output. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

/** Prints a message on standard error, unless --quiet. */
export function say(options: CommonOptions, message: string): void {
  if (!options.quiet) console.error(message);
}

/** Breaks a message for standard error between words, if it is a terminal. */
export const wrapped = (message: string): string =>
  Deno.stderr.isTerminal() ? wrap(message, terminalWidth(Deno.stderr)) : message;

/** Prints further notices on standard error, below the current progress line, unless --quiet. */
export function sayNotices(options: CommonOptions, line: ProgressLine): void {
  onNotice((text) => {
    line.finish();
    say(options, wrapped(`Note: ${text}`));
  });
}

/** Makes a callback that draws a progress line for each step of long work; also prints notices. */
export function progressCallback(
  options: CommonOptions,
): { onProgress: ProgressCallback; finish: () => void } {
  const line = progressLine("", { quiet: options.quiet ?? false });
  sayNotices(options, line);
  return { onProgress: (done, total, what) => line.update(done, total, what), finish: () => line.finish() };
}

/** Adds --backend to a command. */
export function withBackend(command: Command): Command {
  return command.option("--backend <name>", "auto, tensorflow, webgpu, wasm or cpu", "auto");
}

/** Makes the option --memory-cap, in bytes. */
export function memoryCapOption(): Option {
  return new Option(
    "--memory-cap <size>",
    "limit of decoded images in memory, such as 4GiB (not for CIFAR, emoji and scenes, which are held whole)",
  )
    .argParser((text) => {
      try {
        return parseBytes(text);
      } catch (error) {
        throw new InvalidArgumentError((error as Error).message);
      }
    });
}

/** Makes an option whose values are some names; a mistyped one gets a suggestion. */
export function choiceOption(flags: string, help: string, names: readonly string[]): Option {
  return new Option(flags, help).choices(names).argParser((text) => {
    if (names.includes(text)) return text;
    const remedy = chooseOne(text, names);
    throw new InvalidArgumentError(`${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`);
  });
}

/** Makes the option --precision, without a default, as a recipe may set one. */
export function precisionOption(): Option {
  return choiceOption(
    "--precision <name>",
    "precision of the training steps; bf16 and fp16 (for GPUs without bf16) need --backend tensorflow",
    ["fp32", "bf16", "fp16"],
  );
}
