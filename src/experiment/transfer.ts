/** The part of a run's configuration about initial weights. */
import * as v from "valibot";
import { UsageError } from "../errors.ts";
import { exists } from "../io/exists.ts";
import { hashFile } from "../io/hash.ts";
import { parseFreeze } from "../train/freeze.ts";

/** The weights that a run starts from, and the modules that stay frozen. */
export interface TransferConfig {
  /** A file of initial weights: `.safetensors`, `.pth` or `.pt`; null: fresh weights from the seed. */
  readonly weights: string | null;
  /** SHA-256 of that file, filled in from it: the run depends on the contents, not on the path. */
  readonly weightsSha256: string | null;
  /** A prefix to strip from the names of the weights, such as `module.`. */
  readonly stripPrefix: string | null;
  /** Whether the last layer starts from random weights. */
  readonly replaceHead: boolean;
  /** The frozen modules, such as `body`, or `layer1+layer2:until=5`. */
  readonly freeze: string | null;
}

/** The defaults: all modules train, from random weights. */
export const FROM_SCRATCH: TransferConfig = {
  weights: null,
  weightsSha256: null,
  stripPrefix: null,
  replaceHead: false,
  freeze: null,
};

const text = v.nullable(v.pipe(v.string("a text or null"), v.nonEmpty("a text or null")));
const HASH = "64 hexadecimal digits or null";

/** The fields' schemas. */
export const TRANSFER_FIELDS = {
  weights: text,
  weightsSha256: v.nullable(v.pipe(v.string(HASH), v.regex(/^[0-9a-f]{64}$/, HASH))),
  stripPrefix: text,
  replaceHead: v.boolean(),
  freeze: text,
};

/**
 * Checks that the fields are consistent.
 *
 * @throws {UsageError} if a field needs weights, but no weights are given
 */
export function checkTransfer(config: TransferConfig, source: string): void {
  const needs = (["weightsSha256", "stripPrefix", "replaceHead"] as const)
    .filter((key) => config[key] !== FROM_SCRATCH[key]);
  if (config.weights === null && needs.length > 0) {
    throw new UsageError(`"${needs[0]}" in ${source} needs "weights", a file of weights to start from`);
  }
  if (config.freeze !== null) parseFreeze(config.freeze);
}

/**
 * Fills in the hash of the weights file, by which a run is identified.
 *
 * @param config with or without `weightsSha256`; a resumed run may have lost its file
 * @throws {InputError} if the file cannot be read
 * @throws {UsageError} if the file has changed
 */
export async function identifyWeights<T extends TransferConfig>(config: T): Promise<T> {
  const { weights, weightsSha256 } = config;
  if (weights === null || (weightsSha256 !== null && !await exists(weights))) return config;
  const found = await hashFile(weights, "sha256");
  if (weightsSha256 !== null && weightsSha256 !== found) {
    throw new UsageError(
      `${weights} is not the weights file of the configuration: its SHA-256 is ${found}, not ` +
        `${weightsSha256}. Give the original file, or omit "weightsSha256" to use this one`,
    );
  }
  return { ...config, weightsSha256: found };
}

/** Checks that the weights' contents are known, as a run's name depends on them; else it is a bug. */
export function checkIdentified({ weights, weightsSha256 }: TransferConfig): void {
  if (weights === null || weightsSha256 !== null) return;
  throw new Error(`What ${weights} holds is not known: call identifyWeights() first`);
}
