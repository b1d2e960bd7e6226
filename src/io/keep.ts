import { InputError } from "../errors.ts";
import { notice } from "../notices.ts";

/**
 * Writes a result to a cache. A failure only means that the next run takes longer, so it gives a notice.
 *
 * @param what the name of the result, such as "salience"
 * @param write writes it
 */
export async function keepInCache(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    notice(`The ${what} is not cached for the next run: ${error.message}`);
  }
}
