/** Notices: messages about problems that are not failures, such as a cache that cannot be written. */

let tell = (text: string): void => console.warn(text);

/** Passes a message to the listener, which by default prints it on standard error. */
export function notice(text: string): void {
  tell(text);
}

/**
 * Sends all further notices to a listener.
 *
 * @param listener receives each notice instead of standard error
 * @returns a function that restores the previous listener
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
