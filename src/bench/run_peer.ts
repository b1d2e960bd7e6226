/** Runs the program that ours is compared with. */
import process from "node:process";
import { InputError } from "../errors.ts";

/** The outcome of a peer. */
export interface PeerRun {
  /** Wall time of its process in seconds, from its start to its end. */
  readonly seconds: number;
  /** The last line of its output. */
  readonly row: Readonly<Record<string, number | undefined>>;
  /**
   * Its peak memory in MiB, if it reports `peak_mib` and that is its own: a child process reports at least its
   * parent's peak, so a figure that is no more than ours so far is left out.
   */
  readonly peakMiB?: number;
}

/**
 * Runs a peer once.
 *
 * @param command the program and its arguments, split at spaces; no shell
 * @param needed the positive number that the last line of its output, an object in JSON, must have
 * @throws {InputError} if it cannot be run, fails or does not print that number
 *
 * @example
 * ```ts
 * import { runPeer } from "./run_peer.ts";
 *
 * const { row } = await runPeer(`${Deno.execPath()} eval console.log('{"seconds":2}')`, "seconds");
 * console.log(row.seconds); // 2
 * ```
 */
export async function runPeer(command: string, needed: string): Promise<PeerRun> {
  const [program = "", ...args] = command.trim().split(/\s+/);
  const inherited = process.resourceUsage().maxRSS / 2 ** 10, began = performance.now();
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped" })
      .output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(`Cannot run the peer: ${program} not found. Install it or correct the command`);
  }
  const seconds = (performance.now() - began) / 1000;
  const lines = new TextDecoder().decode(output.stdout).trim().split("\n");
  try {
    const row = JSON.parse(lines.at(-1) ?? "");
    if (output.success && row[needed] > 0) {
      const isOwn = typeof row.peak_mib === "number" && row.peak_mib > inherited + 1;
      return { seconds, row, ...(isOwn && { peakMiB: row.peak_mib }) };
    }
  } catch {
    // reported below
  }
  const words = new TextDecoder().decode(output.stderr).trim().split("\n").slice(-3).join("\n");
  throw new InputError(
    `The peer's output must end with a line of JSON that has "${needed}"; ${command} ended with ` +
      `exit code ${output.code}${words && ` and\n${words}`}`,
  );
}
