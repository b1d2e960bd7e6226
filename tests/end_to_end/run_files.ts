/** Small runs for the tests of `cbm train`, and the parts of their folders that must be equal. */
import assert from "node:assert/strict";
import { join } from "@std/path";

/** The files that must not depend on interruptions or timing. */
const EXACT = [
  "config.json",
  "metrics.jsonl",
  "predictions.npy",
  "targets.npy",
  "groups.npy",
  "confidences.npy",
  "summary.json",
  "checkpoint/weights.safetensors",
];

/** Arguments of a run that takes seconds. */
export function tinyTrain(out: string, ...more: string[]): string[] {
  return [
    ...["train", "--out", out, "--dataset", "emoji:train=200,test=100", "--model", "resnet18:width=4"],
    ...["--epochs", "3", "--batch", "32", "--lr", "0.05", "--backend", "wasm", ...more],
  ];
}

/** Adds masks that follow moved images, so that every random stream is used. */
export const EVERYTHING_RANDOM = ["--method", "cbm", "--augment", "flip,crop"];

const decoder = new TextDecoder();

/** A file that runs of detectors and of several labels do not have. */
const CLASSIFIERS_ONLY = "confidences.npy";

/** Reads a file of a run; one that it need not have is empty if it is missing. */
async function readExact(run: string, name: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(join(run, name));
  } catch (error) {
    if (name === CLASSIFIERS_ONLY && error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}

/** Asserts that two finished runs wrote the same bytes. */
export async function assertSameRun(one: string, other: string): Promise<void> {
  for (const name of EXACT) {
    const [a, b] = await Promise.all([one, other].map((run) => readExact(run, name)));
    assert.ok(a!.length > 0 || name === CLASSIFIERS_ONLY);
    if (/\.jsonl?$/.test(name)) assert.equal(decoder.decode(b), decoder.decode(a), name);
    else assert.ok(a!.every((byte, i) => byte === b![i]) && a!.length === b!.length, `${name} differs`);
  }
}

/** Every file below a folder with its bytes. */
export async function snapshot(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!isDirectory) files.set(path, await Deno.readFile(path));
    else for (const [inner, bytes] of await snapshot(path)) files.set(inner, bytes);
  }
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}
