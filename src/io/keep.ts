import { InputError } from "../errors.ts";
import { notice } from "../notices.ts";

/**
 * Writes to a cache what is at hand anyway: where that fails, the next run takes longer, and a notice says so.
 *
 * @param what is to be kept, such as "salience"
 * @param write writes it
 */
export async function keepInCache(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notice(`The ${what} is not kept for the next run: ${error.message}`);
  }
}
