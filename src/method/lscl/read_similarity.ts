/** Reading a similarity matrix from a file. */
import { InputError } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { parseJson } from "../../io/json.ts";
import { readNpy } from "../../io/npy.ts";
import type { Similarity } from "./similarity.ts";

const FORM = "give a square matrix, one row and one column per class in the order of the classes";

async function readJsonRows(path: string): Promise<number[][]> {
  const text = await Deno.readTextFile(path).catch((error) => {
    throw explainFileError(error, "read", path);
  });
  const rows = parseJson(text, path, "give [[1, 0.5, …], …]");
  const isRow = (row: unknown) => Array.isArray(row) && row.every((x) => typeof x === "number");
  if (!Array.isArray(rows) || !rows.every(isRow)) {
    throw new InputError(`${path} is not a list of lists of numbers: ${FORM}`);
  }
  return rows;
}

async function readNpyRows(path: string): Promise<number[][]> {
  const { shape, data } = await readNpy(path);
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2) throw new InputError(`${path} holds an array [${shape}]: ${FORM}`);
  const numbers = Array.from<number | bigint, number>(data, Number);
  return Array.from({ length: rows }, (_, row) => numbers.slice(row * columns, (row + 1) * columns));
}

/**
 * Reads the similarities between classes.
 *
 * @param path a `.npy` file [classes, classes], or JSON: a list of rows
 * @param classes number of classes
 * @throws {InputError} if the file cannot be read, or is not such a matrix of finite numbers
 */
export async function readSimilarity(path: string, classes: number): Promise<Similarity> {
  const rows = await (path.endsWith(".npy") ? readNpyRows(path) : readJsonRows(path));
  if (rows.length !== classes || rows.some((row) => row.length !== classes)) {
    const size = `${rows.length}×${rows[0]?.length ?? 0}`;
    throw new InputError(`${path} has ${size} similarities for ${classes} classes: ${FORM}`);
  }
  const values = Float64Array.from(rows.flat());
  if (!values.every(Number.isFinite)) throw new InputError(`${path} has entries that are not finite numbers`);
  return { size: classes, values };
}
