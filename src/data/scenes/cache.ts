/** A disk cache of composed scenes: one `.safetensors` file with both sides, their objects and a checksum. */
import type { ObjectBox } from "../../boxes.ts";
import { InputError } from "../../errors.ts";
import { readFileBytes } from "../../io/file_errors.ts";
import { sha256Hex } from "../../io/hash.ts";
import { parseSafetensors, type TensorData, writeSafetensors } from "../../io/safetensors.ts";
import { bytesOf } from "../../io/typed_array.ts";
import type { Side } from "../emoji/concept_split.ts";
import type { BuiltScenes } from "./build.ts";

const SIDES = ["train", "test"] as const;
/** The number of fields of an object in the file: its image, its class and its box. */
const FIELDS = 6;

const flatten = (objects: BuiltScenes["objects"]): Int32Array =>
  Int32Array.from(
    objects.flatMap((own, image) => own.flatMap(({ classIndex, box }) => [image, classIndex, ...box])),
  );

const unflatten = (rows: Int32Array, images: number): ObjectBox[][] => {
  const objects = Array.from({ length: images }, (): ObjectBox[] => []);
  for (let at = 0; at < rows.length; at += FIELDS) {
    const [image, classIndex, left, top, right, bottom] = rows.subarray(at, at + FIELDS) as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    objects[image]!.push({ classIndex, box: [left, top, right, bottom], difficult: false });
  }
  return objects;
};

const checksum = (tensors: ReadonlyMap<string, TensorData>): string =>
  sha256Hex(...[...tensors.keys()].sort().map((name) => bytesOf(tensors.get(name)!.data)));

/**
 * Writes scenes atomically.
 *
 * @throws {InputError} if the file cannot be written
 */
export async function writeScenes(
  path: string,
  built: Record<Side, BuiltScenes>,
  size: number,
): Promise<void> {
  const tensors = new Map<string, TensorData>();
  for (const side of SIDES) {
    const { images, labels, groups, objects } = built[side], count = labels.length, rows = flatten(objects);
    tensors.set(`${side}.images`, { dtype: "U8", shape: [count, size, size, 3], data: images });
    tensors.set(`${side}.labels`, { dtype: "I32", shape: [count], data: labels });
    tensors.set(`${side}.groups`, { dtype: "I32", shape: [count], data: groups });
    tensors.set(`${side}.objects`, { dtype: "I32", shape: [rows.length / FIELDS, FIELDS], data: rows });
  }
  await writeSafetensors(path, tensors, { checksum: checksum(tensors) });
}

/**
 * Reads scenes from a file.
 *
 * @returns both sides, or undefined if they are missing or damaged
 */
export async function readScenes(path: string): Promise<Record<Side, BuiltScenes> | undefined> {
  try {
    const { tensors, metadata } = parseSafetensors(await readFileBytes(path), path);
    if (metadata.checksum !== checksum(tensors)) return undefined;
    const side = (name: Side): BuiltScenes => {
      const part = (field: string) => tensors.get(`${name}.${field}`)?.data;
      const labels = part("labels") as Int32Array;
      return {
        images: part("images") as Uint8Array,
        labels,
        groups: part("groups") as Int32Array,
        objects: unflatten(part("objects") as Int32Array, labels.length),
      };
    };
    return { train: side("train"), test: side("test") };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
