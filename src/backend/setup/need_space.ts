/** A check of disk space for the setup. */
import { InputError } from "../../errors.ts";
import { freeSpace } from "../../io/disk.ts";

/**
 * Checks that a folder's disk has enough free space.
 *
 * @param folder the folder; it need not exist yet
 * @param gigabytes the space needed
 * @throws {InputError} if there is less
 */
export async function needSpace(folder: string, gigabytes: number): Promise<void> {
  const free = await freeSpace(folder);
  if (free === undefined || free >= gigabytes * 1e9) return;
  throw new InputError(
    `The setup needs ${gigabytes} GB in ${folder}, but only ${(free / 1e9).toFixed(1)} GB are free: ` +
      "free some space, or set CBM_CACHE_DIR to a folder on another disk",
  );
}
