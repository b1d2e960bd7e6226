/**
 * Matrix products on the kernels of convolution.
 *
 * The backend's own are fast for one pair of matrices that need no transposing, and naive loops otherwise: in every
 * gradient, and in attention.
 */
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { stockKernels } from "../stock.ts";
import { ROW_BLOCK, segmentOf, SPILL_BYTES } from "./gemm.ts";
import { COLUMNS, panelsOf } from "./panels.ts";
import { address, allocate, floats, integers, program, workspace } from "./runtime.ts";

/** Of one product: out [M, N] = Σ over K. */
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

/** Packs B [K, N], or [N, K] where it is transposed. */
function pack(b: number, { n, k }: Sizes, transposed: boolean, groups: number, packed: number): void {
  integers(groups, 1)[0] = 0;
  const [depthStride, columnStride] = transposed ? [4, k * 4] : [n * 4, 4];
  program().packPanels(b, groups, 1, k, depthStride, n, columnStride, packed);
}

/** out = A · B for each pair; A's rows are contiguous. */
function multiplyRows(a: number, b: number, out: number, pairs: number, sizes: Sizes, transposeB: boolean) {
  const { m, n, k } = sizes;
  const [rows, outRows, groups, packed, spill] = workspace(
    m * 4,
    m * 4,
    4,
    panelsOf(n) * k * COLUMNS * 4,
    SPILL_BYTES,
  ) as [number, number, number, number, number];
  const { pixelTable, multiply } = program();
  pixelTable(rows, 1, 1, m, 0, 0, k * 4);
  pixelTable(outRows, 1, 1, m, 0, 0, n * 4);
  for (let pair = 0; pair < pairs; pair++) {
    pack(b + pair * k * n * 4, sizes, transposeB, groups, packed);
    const [from, to] = [a + pair * m * k * 4, out + pair * m * n * 4];
    multiply(from, rows, m, 1, k, 0, packed, n, to, outRows, segmentOf(k), spill);
  }
}

/** out = Aᵀ · B for each pair: sums of outer products of their rows. */
function multiplyColumns(
  a: number,
  b: number,
  out: number,
  pairs: number,
  sizes: Sizes,
  transposeB: boolean,
) {
  const { m, n, k } = sizes;
  const paddedRun = Math.ceil(m / ROW_BLOCK) * ROW_BLOCK;
  const sumBytes = panelsOf(n) * paddedRun * COLUMNS * 4;
  const [table, groups, packed, sums, totals] = workspace(
    k * 4,
    4,
    panelsOf(n) * k * COLUMNS * 4,
    sumBytes,
    sumBytes,
  ) as [number, number, number, number, number];
  const { pixelTable, outerProducts, sum, unpackPanels } = program();
  pixelTable(table, 1, 1, k, 0, 0, m * 4);
  for (let pair = 0; pair < pairs; pair++) {
    pack(b + pair * k * n * 4, sizes, transposeB, groups, packed);
    floats(totals, sumBytes / 4).fill(0);
    for (let done = 0; done < k; done += CHUNK_TERMS) {
      if (done % SEGMENT_TERMS === 0) floats(sums, sumBytes / 4).fill(0);
      outerProducts(
        a + pair * m * k * 4,
        table + done * 4,
        Math.min(CHUNK_TERMS, k - done),
        1,
        paddedRun,
        0,
        packed + done * COLUMNS * 4,
        k * COLUMNS * 4,
        n,
        sums,
      );
      const next = done + CHUNK_TERMS;
      if (next >= k || next % SEGMENT_TERMS === 0) sum(totals, sums, totals, sumBytes / 4);
    }
    unpackPanels(totals, 1, m, paddedRun, n, out + pair * m * n * 4);
  }
}

/** `matMul` of `Kernels`. */
export function matMul<T extends Tensor2D | Tensor3D>(
  a: T,
  b: T,
  transposeA: boolean,
  transposeB: boolean,
): T {
  const pairs = a.shape.slice(0, -2);
  const [rows, columns] = a.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [columns, rows] : [rows, columns];
  const n = b.shape.at(transposeB ? -2 : -1)!;
  if (m * n * k < SMALL) return stockKernels.matMul(a, b, transposeA, transposeB);
  const [output, out] = allocate<T>([...pairs, m, n]);
  const multiply = transposeA ? multiplyColumns : multiplyRows;
  multiply(address(a), address(b), out, pairs[0] ?? 1, { m, n, k }, transposeB);
  return output;
}
