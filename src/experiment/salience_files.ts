/** The files of salience that runs keep in the cache. */
import { cbmEntry } from "../method/cbm/mod.ts";
import { readOptions } from "../options.ts";
import { measures } from "../salience/mod.ts";
import { asSpecs } from "../spec.ts";
import type { RunConfig } from "./config.ts";

/** Bytes of an image's map: float32 for each of n·n patches. */
export const mapBytes = (patches: number): number => 4 * patches ** 2;

/** A file that runs of the same images share. */
export interface SalienceFile {
  /** The same for runs that share it. */
  readonly key: string;
  readonly bytesPerImage: number;
}

/**
 * The files that a run reads or writes; none where salience does not depend on the images, is measured in each step, or
 * comes from a file of the user's.
 *
 * @example
 * ```ts
 * import { DEFAULT_CONFIG } from "./config.ts";
 * import { salienceFiles } from "./salience_files.ts";
 *
 * const [file] = salienceFiles({ ...DEFAULT_CONFIG, method: "cbm:patches=8+cutmix" });
 * console.assert(file?.bytesPerImage === 4 * 64);
 * ```
 */
export function salienceFiles(
  { method, dataset, trainSize, select, validationShare }: RunConfig,
): SalienceFile[] {
  return asSpecs(method).filter(({ name }) => name === cbmEntry.name).flatMap((spec) => {
    const { salience, patches, size, onTheFly } = readOptions(cbmEntry.options, spec);
    const known = measures.get(salience);
    if (known === undefined || known.ignoresImages || onTheFly) return [];
    const heldOut = select === "validation" ? validationShare : 0;
    const key = JSON.stringify([dataset, trainSize, heldOut, salience, patches, size]);
    return [{ key, bytesPerImage: mapBytes(patches) }];
  });
}
