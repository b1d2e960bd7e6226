/**
 * Word vectors of class names, from a text file in word2vec or GloVe format: a name and its numbers per line.
 */
import { InputError, listNames } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";

/** Splits a class name such as "aquarium_fish" into lower-case words. */
const wordsOf = (name: string): string[] => name.toLowerCase().split(/[_\s-]+/).filter((word) => word !== "");

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  try {
    using file = await Deno.open(path);
    for await (const chunk of file.readable.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (error) {
    throw explainFileError(error, "read", path);
  }
  yield rest;
}

/** Averages the vectors of some words; undefined if one is missing. */
function meanOf(
  words: readonly string[],
  vectors: ReadonlyMap<string, Float64Array>,
): Float64Array | undefined {
  const found = words.map((word) => vectors.get(word));
  const first = found[0];
  if (first === undefined || found.includes(undefined)) return undefined;
  return first.map((_, k) => found.reduce((sum, vector) => sum + vector![k]!, 0) / found.length);
}

/**
 * Reads the vectors of class names. A name of several words ("aquarium_fish") that is not in the file as a
 * whole gets the mean of its words' vectors. All other lines are skipped, so large files need little memory.
 *
 * @param path text: `name v1 v2 …` per line, separated by blanks or tabs; a first line "words dimensions" is allowed
 * @param names class names, not case-sensitive
 * @returns one vector per class, of equal length
 * @throws {InputError} if the file cannot be read, a class is missing, or lengths differ
 */
export async function readWordVectors(path: string, names: readonly string[]): Promise<Float64Array[]> {
  const wanted = new Set(names.flatMap((name) => [name.toLowerCase(), ...wordsOf(name)]));
  const vectors = new Map<string, Float64Array>();
  let length: number | undefined;
  for await (const line of linesOf(path)) {
    const [name = "", ...numbers] = line.trim().split(/[ \t]+/);
    const word = name.toLowerCase();
    if (numbers.length < 2 || !wanted.has(word) || vectors.has(word)) continue;
    const vector = Float64Array.from(numbers, Number);
    if (!vector.every(Number.isFinite)) {
      throw new InputError(`${path} has words where "${name}" should have numbers`);
    }
    length ??= vector.length;
    if (vector.length !== length) {
      throw new InputError(`${path} has ${vector.length} numbers for "${name}" and ${length} for others`);
    }
    vectors.set(word, vector);
  }
  const found = names.map((name) => vectors.get(name.toLowerCase()) ?? meanOf(wordsOf(name), vectors));
  const missing = names.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) {
    throw new InputError(
      `${path} has no vectors for ${listNames(missing)}: add them, a line "name v1 v2 …" each`,
    );
  }
  return found as Float64Array[];
}
