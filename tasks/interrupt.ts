/** Ctrl-C: what an interrupted command says and does. */
import { quoteWords } from "./cli.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** `deno task` passes Ctrl-C on to a program that the terminal has already told; this is no second request. */
const ECHO_MS = 500;

/**
 * Calls a function when the user interrupts the command; a second interruption ends it at once.
 *
 * @returns a function that stops listening
 */
export function onInterrupt(stop: () => void): () => void {
  let first: number | undefined;
  const interrupted = () => {
    if (first === undefined) {
      first = performance.now();
      stop();
    } else if (performance.now() - first > ECHO_MS) Deno.exit(130);
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, interrupted);
  return () => {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, interrupted);
  };
}

/** Returns the words of this command, with those that continue it. */
export function continuation(args: readonly string[]): string {
  const more = args[0] === "train" && !args.includes("--resume") ? ["--resume"] : [];
  return `deno task cbm ${quoteWords([...args, ...more])}`;
}

/** Ends an interrupted command whose work is safe on the disk, with the command that continues it. */
export function endInterrupted(line: { finish(): void }): never {
  line.finish();
  console.error(`Interrupted. Continue with: ${continuation(Deno.args)}`);
  Deno.exit(130);
}
