/** What a user should know although nothing failed, such as a cache that cannot be written. */

let tell = (text: string): void => console.warn(text);

/** Says it: to the listener, on standard error by default. */
export function notice(text: string): void {
  tell(text);
}

/**
 * Takes the notices from now on.
 *
 * @param listener what is told of them instead of standard error
 * @returns what undoes it
 *
 * @example
 * ```ts
 * import { notice, onNotice } from "./notices.ts";
 *
 * const heard: string[] = [], stop = onNotice((text) => void heard.push(text));
 * notice("the cache is full");
 * stop();
 * console.assert(heard.join() === "the cache is full");
 * ```
 */
export function onNotice(listener: (text: string) => void): () => void {
  const before = tell;
  tell = listener;
  return () => {
    tell = before;
  };
}
