/**
 * Matrix products over gathered rows: what convolutions and their gradients come down to.
 *
 * A is never copied into a patch matrix. A row of A is a set of equally spaced runs of contiguous floats in a
 * padded image: the kernel's rows above one output pixel. B is packed into panels of eight columns, zero-padded.
 */
import {
  type Code,
  defineFunction,
  f32x4,
  i32,
  type Local,
  when,
  whileLess,
} from "../../../io/wasm_assembler.ts";
import { multiplyAdd } from "./multiply_add.ts";
import { COLUMNS, copyFloats, PANEL_ROW_BYTES } from "./panels.ts";

/** Rows and columns of the block that is accumulated in registers: 12 accumulators of x64's 16 registers. */
const ROWS = 6;
const rowIndices = Array.from({ length: ROWS }, (_, k) => k);

/** Bytes of scratch memory that `gemm` wants. */
export const SPILL_BYTES = ROWS * PANEL_ROW_BYTES;

/**
 * Returns the number of products in one sum: about the root of all, which minimises rounding errors, and at least 32.
 *
 * An activation within rounding error of 0 may fall on the other side of a relu, which changes gradients by a
 * step: short sums make that rare, for a tenth of the speed.
 */
export function segmentOf(products: number): number {
  return Math.max(32, 2 ** Math.round(Math.log2(products) / 2));
}

/** Rows are handled in blocks of this many; runs of `outerProducts` are filled up to a multiple of it. */
export const ROW_BLOCK = ROWS;

/**
 * Computes out[row m] = Σ over runs and run elements of A[row m] · B: `rows` and `outRows` are tables of M byte
 * offsets into `a` and `out`; A's row is `runs` runs of `runLength` floats, `runStride` bytes apart. `packed`: see
 * `packPanels`.
 *
 * Products are summed in registers `segment` at a time (a multiple of 4), and the sums of these added up in memory:
 * with n products the rounding error grows with the root of segment + n/segment rather than of n.
 */
export const gemm = defineFunction(
  {
    a: "i32",
    rows: "i32",
    rowCount: "i32",
    runs: "i32",
    runLength: "i32",
    runStride: "i32",
    packed: "i32",
    columns: "i32",
    out: "i32",
    outRows: "i32",
    segment: "i32",
    spill: "i32",
  },
  (p, local) => {
    const panel = local(), row = local(), run = local(), end = local(), b = local(), width = local();
    const skip = local(), column = local(), address = local(), outAddress = local();
    const runEnd = local(), pending = local(), flushed = local(), segmentBytes = local();
    const pointers = rowIndices.map(() => local());
    const sums = rowIndices.map(() => [local("v128"), local("v128")] as const);
    const b0 = local("v128"), b1 = local("v128"), splat = local("v128");

    const step = (offset: number): Code => [
      ...b0.set(f32x4.load(b.get, offset * PANEL_ROW_BYTES)),
      ...b1.set(f32x4.load(b.get, offset * PANEL_ROW_BYTES + 16)),
      ...rowIndices.flatMap((k) => [
        ...splat.set(f32x4.loadSplat(pointers[k]!.get, offset * 4)),
        ...sums[k]![0].set(multiplyAdd(splat.get, b0.get, sums[k]![0].get)),
        ...sums[k]![1].set(multiplyAdd(splat.get, b1.get, sums[k]![1].get)),
      ]),
    ];
    const total = (k: number, half: number) => f32x4.load(p.spill.get, k * PANEL_ROW_BYTES + half * 16);
    const overSums = (work: (sum: Local, k: number, half: number) => Code): Code[] =>
      sums.flatMap((halves, k) => halves.map((sum, half) => work(sum, k, half)));
    const addTotals = when(
      flushed.get,
      overSums((sum, k, half) => sum.set(f32x4.add(sum.get, total(k, half)))),
    );
    const flush: Code = [
      ...addTotals,
      ...overSums((sum, k, half) => [
        ...f32x4.store(p.spill.get, sum.get, k * PANEL_ROW_BYTES + half * 16),
        ...sum.set(f32x4.zero),
      ]).flat(),
      ...flushed.set(i32.const(1)),
      ...pending.set(i32.const(0)),
    ];
    const advance = (floats: number): Code => [
      ...pointers.flatMap((pointer) => pointer.increase(i32.const(floats * 4))),
      ...b.increase(i32.const(floats * PANEL_ROW_BYTES)),
    ];
    // The last block repeats its last row: the same numbers are written twice.
    const clampedRow = (k: number): Code => {
      const index = i32.add(row.get, i32.const(k));
      return i32.mul(
        i32.select(index, i32.sub(p.rowCount.get, i32.const(1)), i32.less(index, p.rowCount.get)),
        i32.const(4),
      );
    };
    const outOf = (k: number): Code =>
      i32.add(outAddress.get, i32.load(i32.add(p.outRows.get, clampedRow(k))));

    return [
      segmentBytes.set(i32.mul(p.segment.get, i32.const(4))),
      skip.set(i32.sub(p.runStride.get, i32.mul(p.runLength.get, i32.const(4)))),
      outAddress.set(p.out.get),
      whileLess(
        panel,
        p.columns.get,
        width.set(i32.sub(p.columns.get, panel.get)),
        row.set(i32.const(0)),
        whileLess(
          row,
          p.rowCount.get,
          ...rowIndices.map((k) =>
            pointers[k]!.set(i32.add(p.a.get, i32.load(i32.add(p.rows.get, clampedRow(k)))))
          ),
          ...sums.flatMap(([low, high]) => [low.set(f32x4.zero), high.set(f32x4.zero)]),
          pending.set(i32.const(0)),
          flushed.set(i32.const(0)),
          b.set(p.packed.get),
          run.set(i32.const(0)),
          whileLess(
            run,
            p.runs.get,
            runEnd.set(
              i32.add(pointers[0]!.get, i32.mul(i32.and(p.runLength.get, i32.const(-4)), i32.const(4))),
            ),
            whileLess(
              pointers[0]!,
              runEnd.get,
              when(i32.equal(pending.get, segmentBytes.get), [flush]),
              end.set(i32.add(pointers[0]!.get, i32.sub(segmentBytes.get, pending.get))),
              end.set(i32.select(end.get, runEnd.get, i32.less(end.get, runEnd.get))),
              pending.increase(i32.sub(end.get, pointers[0]!.get)),
              whileLess(pointers[0]!, end.get, ...[0, 1, 2, 3].map(step), advance(4)),
            ),
            end.set(i32.add(runEnd.get, i32.mul(i32.and(p.runLength.get, i32.const(3)), i32.const(4)))),
            whileLess(pointers[0]!, end.get, step(0), advance(1)),
            ...pointers.map((pointer) => pointer.increase(skip.get)),
            run.increase(i32.const(1)),
          ),
          addTotals,
          when(i32.less(width.get, i32.const(COLUMNS)), [
            ...rowIndices.map((k) => [
              ...f32x4.store(p.spill.get, sums[k]![0].get),
              ...f32x4.store(p.spill.get, sums[k]![1].get, 16),
              ...address.set(outOf(k)),
              ...copyFloats(p.spill, address, width, column),
            ]),
          ], [
            ...rowIndices.map((k) => [
              ...address.set(outOf(k)),
              ...f32x4.store(address.get, sums[k]![0].get),
              ...f32x4.store(address.get, sums[k]![1].get, 16),
            ]),
          ]),
          row.increase(i32.const(ROWS)),
        ),
        p.packed.set(b.get),
        outAddress.increase(i32.const(PANEL_ROW_BYTES)),
        panel.increase(i32.const(COLUMNS)),
      ),
    ];
  },
);

/**
 * Accumulates sums[panel][m][8] += Σ over pixels q of A[pixels[q] + element m] · panels[panel][q][8]: the filter
 * gradient.
 *
 * The elements are `runs` runs of `runLength` floats (a multiple of ROW_BLOCK), `runStride` bytes apart. `pixels` is
 * a table of `pixelCount` byte offsets; panels are `panelStride` bytes apart. What is read beyond a run's true length
 * lands in sums that nobody looks at.
 */
export const outerProducts = defineFunction(
  {
    a: "i32",
    pixels: "i32",
    pixelCount: "i32",
    runs: "i32",
    runLength: "i32",
    runStride: "i32",
    panels: "i32",
    panelStride: "i32",
    columns: "i32",
    sums: "i32",
  },
  (p, local) => {
    const panel = local(), run = local(), runAt = local(), element = local(), pixel = local(), end = local();
    const start = local(), at = local(), b = local();
    const sums = rowIndices.map(() => [local("v128"), local("v128")] as const);
    const b0 = local("v128"), b1 = local("v128"), splat = local("v128");
    const step = (offset: number): Code => [
      ...at.set(i32.add(start.get, i32.load(pixel.get, offset * 4))),
      ...b0.set(f32x4.load(b.get, offset * PANEL_ROW_BYTES)),
      ...b1.set(f32x4.load(b.get, offset * PANEL_ROW_BYTES + 16)),
      ...rowIndices.flatMap((k) => [
        ...splat.set(f32x4.loadSplat(at.get, k * 4)),
        ...sums[k]![0].set(multiplyAdd(splat.get, b0.get, sums[k]![0].get)),
        ...sums[k]![1].set(multiplyAdd(splat.get, b1.get, sums[k]![1].get)),
      ]),
    ];
    const advance = (pixels: number): Code => [
      ...b.increase(i32.const(pixels * PANEL_ROW_BYTES)),
      ...pixel.increase(i32.const(pixels * 4)),
    ];
    return [
      whileLess(
        panel,
        p.columns.get,
        runAt.set(p.a.get),
        run.set(i32.const(0)),
        whileLess(
          run,
          p.runs.get,
          start.set(runAt.get),
          element.set(i32.const(0)),
          whileLess(
            element,
            p.runLength.get,
            ...rowIndices.flatMap((k) => [
              sums[k]![0].set(f32x4.load(p.sums.get, k * PANEL_ROW_BYTES)),
              sums[k]![1].set(f32x4.load(p.sums.get, k * PANEL_ROW_BYTES + 16)),
            ]),
            b.set(p.panels.get),
            pixel.set(p.pixels.get),
            end.set(i32.add(pixel.get, i32.mul(i32.and(p.pixelCount.get, i32.const(-4)), i32.const(4)))),
            whileLess(pixel, end.get, ...[0, 1, 2, 3].map(step), advance(4)),
            end.increase(i32.mul(i32.and(p.pixelCount.get, i32.const(3)), i32.const(4))),
            whileLess(pixel, end.get, step(0), advance(1)),
            ...rowIndices.flatMap((k) => [
              f32x4.store(p.sums.get, sums[k]![0].get, k * PANEL_ROW_BYTES),
              f32x4.store(p.sums.get, sums[k]![1].get, k * PANEL_ROW_BYTES + 16),
            ]),
            p.sums.increase(i32.const(ROWS * PANEL_ROW_BYTES)),
            start.increase(i32.const(ROWS * 4)),
            element.increase(i32.const(ROWS)),
          ),
          runAt.increase(p.runStride.get),
          run.increase(i32.const(1)),
        ),
        p.panels.increase(p.panelStride.get),
        panel.increase(i32.const(COLUMNS)),
      ),
    ];
  },
);
