/**
 * Another program's speed beside ours: both in turn, as machines change their pace.
 *
 * @module
 */
import { InputError } from "../errors.ts";

/** What came out of a comparison. */
export interface PeerComparison {
  readonly command: string;
  /** Images per second of the peer, the median of its runs. */
  readonly images_per_second: number;
  /** Ours divided by the peer's, pair by pair: above 1, ours is faster. */
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly pairs: number;
}

/** The middle value; of two middle ones the upper. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Runs the peer once: the last line of what it prints must be JSON with `images_per_second`. */
async function runPeer(command: string): Promise<{ images_per_second: number }> {
  const [program = "", ...args] = command.trim().split(/\s+/);
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command(program, { args, stdin: "null", stdout: "piped", stderr: "piped" })
      .output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(`Cannot run the peer: there is no program ${program}`);
  }
  const lines = new TextDecoder().decode(output.stdout).trim().split("\n");
  try {
    const row = JSON.parse(lines.at(-1) ?? "");
    if (output.success && typeof row.images_per_second === "number") return row;
  } catch {
    // told below
  }
  const words = new TextDecoder().decode(output.stderr).trim().split("\n").slice(-3).join("\n");
  throw new InputError(
    `The peer must end with a line of JSON that has "images_per_second"; ${command} gave exit code ${output.code}` +
      (words && ` and\n${words}`),
  );
}

/**
 * Runs both sides in turn.
 *
 * @param command the peer's; split at spaces, no shell
 * @param pairs how often
 * @param ours measures our side once, in images per second
 * @throws {InputError} where the peer cannot be run or does not tell its speed
 */
export async function comparePeer(
  command: string,
  pairs: number,
  ours: () => Promise<number>,
): Promise<PeerComparison> {
  const peers: number[] = [], ratios: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const mine = await ours();
    const { images_per_second } = await runPeer(command);
    peers.push(images_per_second);
    ratios.push(mine / images_per_second);
  }
  return {
    command,
    images_per_second: median(peers),
    ratio: { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) },
    pairs,
  };
}
