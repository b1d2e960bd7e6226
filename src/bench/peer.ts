/**
 * Compares another program's speed with ours. Both run in turn, as a machine's speed varies over time.
 *
 * @module
 */
import type { BenchmarkRow } from "./benchmark.ts";
import { median, type Spread, spreadOf } from "./median.ts";
import { runPeer } from "./run_peer.ts";

/** The result of a comparison with a peer. */
export interface PeerComparison {
  readonly command: string;
  /** Images per second of the peer, the median of its runs. */
  readonly images_per_second: number;
  /**
   * The peer's peak memory in MiB, the median of the runs that reveal it. A child process reports at least
   * its parent's peak memory, so runs that report no more than our own peak so far are ignored.
   */
  readonly peak_mib?: number;
  /** Our speed divided by the peer's, pair by pair; above 1, ours is faster. */
  readonly ratio: Spread;
  /** Our peak memory after all pairs divided by the peer's; above 1, ours needs more. */
  readonly peak_ratio?: number;
  readonly pairs: number;
  /** Images per second of each pair, in chronological order. */
  readonly each: { readonly ours: readonly number[]; readonly peer: readonly number[] };
}

/** The fields of a bench row that a comparison needs. */
export type ComparableRow = Pick<
  BenchmarkRow,
  | "images_per_second"
  | "seconds_per_step"
  | "gflops_per_second"
  | "normalize_and_mask_share"
  | "matmul_gflops_per_second"
  | "peak_mib"
>;

/** Merges our rows into one: medians, the machine's best rate and the highest peak memory. */
function middleRow<Row extends ComparableRow>(rows: readonly Row[]): Row {
  const bySpeed = [...rows].sort((a, b) => a.images_per_second - b.images_per_second);
  const of = (name: keyof ComparableRow) => rows.map((row) => row[name]);
  return {
    ...bySpeed[Math.floor(rows.length / 2)]!, // fields without a median, such as the profile
    images_per_second: median(of("images_per_second")),
    seconds_per_step: median(of("seconds_per_step")),
    gflops_per_second: median(of("gflops_per_second")),
    normalize_and_mask_share: median(of("normalize_and_mask_share")),
    matmul_gflops_per_second: Math.max(...of("matmul_gflops_per_second")),
    peak_mib: Math.max(...of("peak_mib")),
  };
}

/**
 * Runs both sides in turn. The peer goes first, because its peak memory is known only before ours has grown.
 *
 * @param command the peer's command, split at spaces; no shell
 * @param pairs the number of runs of each side, at least 1
 * @param measure measures our side once
 * @returns our row, with the medians over the pairs, and the comparison
 * @throws {InputError} if the peer cannot be run or does not print its speed
 *
 * @example
 * ```ts
 * import { benchmarkStep } from "./benchmark.ts";
 * import { comparePeer } from "./peer.ts";
 *
 * const network = { model: "resnet18:width=2", method: "cbm", batch: 2, size: 32, precision: "fp32" } as const;
 * const measure = () => benchmarkStep({ ...network, steps: 1, backend: "wasm" });
 * const peer = `${Deno.execPath()} eval console.log('{"images_per_second":10}')`;
 * const row = await comparePeer(peer, 1, measure);
 * console.log(row.peer.ratio.median === row.images_per_second / 10); // true
 * ```
 */
export async function comparePeer<Row extends ComparableRow>(
  command: string,
  pairs: number,
  measure: () => Promise<Row>,
): Promise<Row & { readonly peer: PeerComparison }> {
  const rows: Row[] = [], peers: number[] = [], peaks: number[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const run = await runPeer(command, "images_per_second");
    peers.push(run.row.images_per_second!);
    if (run.peakMiB !== undefined) peaks.push(run.peakMiB);
    rows.push(await measure());
  }
  const row = middleRow(rows);
  const ours = rows.map((one) => one.images_per_second);
  const ratios = ours.map((speed, pair) => speed / peers[pair]!);
  const peak = median(peaks);
  return {
    ...row,
    peer: {
      command,
      images_per_second: median(peers),
      ...(peaks.length > 0 && { peak_mib: peak, peak_ratio: row.peak_mib / peak }),
      ratio: spreadOf(ratios),
      pairs,
      each: { ours, peer: peers },
    },
  };
}
