/** Lets the program hear signals and timers during long computations, which otherwise only awaits promises. */

/** Milliseconds between pauses: short enough for Ctrl-C, and too few to cost time. */
const INTERVAL_MS = 200;

let last = performance.now();

/** Gives signals and timers a turn, if they have waited for a while. */
export async function breathe(): Promise<void> {
  if (performance.now() - last < INTERVAL_MS) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  last = performance.now();
}
