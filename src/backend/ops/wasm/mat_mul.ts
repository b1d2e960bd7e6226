/**
 * Matrix products on the kernels of convolution.
 *
 * The backend's own are fast for one pair of matrices that need no transposing, and naive loops otherwise: in every
 * gradient, and in attention.
 */
import type { Kernels } from "../kernels.ts";
import { ROW_BLOCK, segmentOf, SPILL_BYTES } from "./gemm.ts";
import { COLUMNS, PANEL_ROW_BYTES, panelsOf } from "./panels.ts";
import { address, allocate, integers, type Program, program, workspace } from "./runtime.ts";
import { freeThreads, share } from "./threads.ts";

/** The sizes of one product: out [M, N] = Σ over K. */
interface Sizes {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Products below this many terms are left to the backend's own: packing would take as long. */
const SMALL = 2 ** 17;
/** Outer products that are summed at a time, while a part of the panels stays in the cache. */
const CHUNK_TERMS = 64;
/** Outer products that go into one sum, for the rounding errors' sake; a multiple of `CHUNK_TERMS`. */
const SEGMENT_TERMS = 512;

/** Packs B [K, N], or [N, K] where it is transposed: columns `first` to `first + columns`. */
function pack(
  kernels: Program,
  b: number,
  { n, k }: Sizes,
  transposed: boolean,
  [first, columns]: readonly [number, number],
  groups: number,
  packed: number,
): void {
  const [depthStride, columnStride] = transposed ? [4, k * 4] : [n * 4, 4];
  kernels.packPanels(b + first * columnStride, groups, 1, k, depthStride, columns, columnStride, packed);
}

/** Computes out = A · B for each pair; A's rows are contiguous. Threads share pairs, or one pair's rows. */
function multiplyRows(a: number, b: number, out: number, pairs: number, sizes: Sizes, transposeB: boolean) {
  const { m, n, k } = sizes;
  const others = freeThreads(pairs * m * n * k);
  const [rows, outRows, groups, ...own] = workspace(
    m * 4,
    m * 4,
    4,
    ...[...others, 0].flatMap(() => [panelsOf(n) * k * PANEL_ROW_BYTES, SPILL_BYTES]),
  ) as [number, number, number, ...number[]];
  const { pixelTable } = program();
  integers(groups, 1)[0] = 0;
  pixelTable(rows, 1, 1, m, 0, 0, k * 4);
  pixelTable(outRows, 1, 1, m, 0, 0, n * 4);
  const all = [0, n] as const;
  if (pairs === 1) {
    pack(program(), b, sizes, transposeB, all, groups, own[0]!);
    share(others, Math.ceil(m / ROW_BLOCK), (kernels, thread, from, until) => {
      const first = from * ROW_BLOCK, count = Math.min(until * ROW_BLOCK, m) - first;
      const spill = own[2 * thread + 1]!, segment = segmentOf(k);
      if (count <= 0) return;
      kernels.multiply(
        a,
        rows + first * 4,
        count,
        1,
        k,
        0,
        own[0]!,
        n,
        out,
        outRows + first * 4,
        segment,
        spill,
      );
    });
    return;
  }
  share(others, pairs, (kernels, thread, from, until) => {
    const [packed, spill] = own.slice(2 * thread) as [number, number];
    for (let pair = from; pair < until; pair++) {
      pack(kernels, b + pair * k * n * 4, sizes, transposeB, all, groups, packed);
      const [left, to] = [a + pair * m * k * 4, out + pair * m * n * 4];
      kernels.multiply(left, rows, m, 1, k, 0, packed, n, to, outRows, segmentOf(k), spill);
    }
  });
}

/**
 * Computes out = Aᵀ · B for each pair: sums of outer products of their rows. Threads share each pair's panels of
 * columns.
 */
function multiplyColumns(
  a: number,
  b: number,
  out: number,
  pairs: number,
  sizes: Sizes,
  transposeB: boolean,
) {
  const { m, n, k } = sizes;
  const others = freeThreads(m * n * k);
  const paddedRun = Math.ceil(m / ROW_BLOCK) * ROW_BLOCK;
  const panelSums = paddedRun * PANEL_ROW_BYTES, panelBytes = k * PANEL_ROW_BYTES;
  const [table, groups, packed, sums, totals] = workspace(
    k * 4,
    4,
    panelsOf(n) * panelBytes,
    panelsOf(n) * panelSums,
    panelsOf(n) * panelSums,
  ) as [number, number, number, number, number];
  const { pixelTable, unpackPanels } = program();
  integers(groups, 1)[0] = 0;
  pixelTable(table, 1, 1, k, 0, 0, m * 4);
  for (let pair = 0; pair < pairs; pair++) {
    share(others, panelsOf(n), (kernels, _, from, until) => {
      const first = from * COLUMNS, columns = Math.min(until * COLUMNS, n) - first;
      if (columns <= 0) return;
      const [ownPacked, ownSums, ownTotals] = [
        packed + from * panelBytes,
        sums + from * panelSums,
        totals + from * panelSums,
      ];
      const bytes = (until - from) * panelSums;
      pack(kernels, b + pair * k * n * 4, sizes, transposeB, [first, columns], groups, ownPacked);
      kernels.clear(ownTotals, bytes);
      for (let done = 0; done < k; done += CHUNK_TERMS) {
        if (done % SEGMENT_TERMS === 0) kernels.clear(ownSums, bytes);
        kernels.outerProducts(
          a + pair * m * k * 4,
          table + done * 4,
          Math.min(CHUNK_TERMS, k - done),
          1,
          paddedRun,
          0,
          ownPacked + done * PANEL_ROW_BYTES,
          panelBytes,
          columns,
          ownSums,
        );
        const next = done + CHUNK_TERMS;
        if (next >= k || next % SEGMENT_TERMS === 0) kernels.sum(ownTotals, ownSums, ownTotals, bytes / 4);
      }
    });
    unpackPanels(totals, 1, m, paddedRun, n, out + pair * m * n * 4);
  }
}

/** Builds `matMul` of `Kernels`; small products are left to `base`. */
export const matMul = (base: Kernels): Kernels["matMul"] => (a, b, transposeA, transposeB) => {
  const pairs = a.shape.slice(0, -2);
  const [rows, columns] = a.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columns, rows] : [rows, columns];
  const n = b.shape.at(transposeB ? -2 : -1)!;
  if (m * n * k < SMALL) return base.matMul(a, b, transposeA, transposeB);
  const [output, out] = allocate<typeof a>([...pairs, m, n]);
  const multiply = transposeA ? multiplyColumns : multiplyRows;
  multiply(address(a), address(b), out, pairs[0] ?? 1, { m, n, k }, transposeB);
  return output;
};
