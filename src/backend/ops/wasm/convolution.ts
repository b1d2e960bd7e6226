/**
 * Convolution and its gradients on our WebAssembly kernels.
 *
 * Images are handled in groups whose padded copy stays in the second-level cache. In a padded image [H, W, C] the
 * pixels under one row of the filter are contiguous: a filter of kh × kw is kh runs of kw · C floats.
 */
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Kernels } from "../kernels.ts";
import { ROW_BLOCK, segmentOf, SPILL_BYTES } from "./gemm.ts";
import { forwardImages, PaddedImages } from "./padded_images.ts";
import { COLUMNS, PANEL_ROW_BYTES, panelsOf } from "./panels.ts";
import { address, allocate, floats, integers, program, workspace } from "./runtime.ts";
import { freeThreads, share } from "./threads.ts";

/** Pixels whose products are summed at a time: again short sums, and a part of a panel that stays in the cache. */
const CHUNK_PIXELS = 64;

const conv2d: Kernels["conv2d"] = (x, filter, { stride, padding }) => {
  const [filterHeight, filterWidth, channels, columns] = filter.shape;
  const [batch, inHeight, inWidth] = x.shape;
  const height = Math.floor((inHeight + 2 * padding - filterHeight) / stride) + 1;
  const width = Math.floor((inWidth + 2 * padding - filterWidth) / stride) + 1;
  const [output, out] = allocate<Tensor4D>([batch, height, width, columns]);
  const depth = filterHeight * filterWidth * channels;
  const pixels = height * width;
  const others = freeThreads(batch * pixels * depth * columns);
  const images = forwardImages(x, padding, others.length + 1);
  const [rows, outRows, packed, groups, ...own] = workspace(
    images.group * pixels * 4,
    images.group * pixels * 4,
    panelsOf(columns) * depth * COLUMNS * 4,
    4,
    ...[...others, 0].flatMap(() => [images.groupBytes, SPILL_BYTES]),
  ) as [number, number, number, number, ...number[]];
  const { packPanels, pixelTable } = program();
  integers(groups, 1)[0] = 0;
  packPanels(address(filter), groups, 1, depth, columns * 4, columns, 4, packed);
  const { imageBytes, rowBytes, pixelBytes, group } = images;
  pixelTable(rows, group, height, width, imageBytes, stride * rowBytes, stride * pixelBytes);
  pixelTable(outRows, 1, 1, group * pixels, 0, 0, columns * 4);
  share(others, images.groups, (kernels, thread, from, until) => {
    const [space, spill] = own.slice(2 * thread) as [number, number];
    images.forEachGroup(from, until, (first, count) => {
      const a = images.pad(kernels, address(x), first, count, space);
      const to = out + first * pixels * columns * 4;
      const run = filterWidth * channels, segment = segmentOf(depth);
      kernels.multiply(
        a,
        rows,
        count * pixels,
        filterHeight,
        run,
        rowBytes,
        packed,
        columns,
        to,
        outRows,
        segment,
        spill,
      );
    });
  });
  return output;
};

const conv2dFilterGradient: Kernels["conv2dFilterGradient"] = (
  x,
  upstream,
  filterShape,
  { stride, padding },
) => {
  const [filterHeight, filterWidth, channels, columns] = filterShape;
  const [, height, width] = upstream.shape;
  const others = freeThreads(upstream.size * filterHeight * filterWidth * channels);
  const images = forwardImages(x, padding);
  const { imageBytes, rowBytes, pixelBytes, group } = images;
  const [gradient, out] = allocate<Tensor4D>(filterShape);
  const run = filterWidth * channels;
  const paddedRun = Math.ceil(run / ROW_BLOCK) * ROW_BLOCK;
  const pixels = height * width;
  const runBytes = paddedRun * PANEL_ROW_BYTES;
  const sumBytes = panelsOf(columns) * filterHeight * runBytes;
  const [table, groups, sums, ...own] = workspace(
    group * pixels * 4,
    4,
    sumBytes,
    ...[...others, 0].flatMap(
      () => [images.groupBytes, group * pixels * panelsOf(columns) * PANEL_ROW_BYTES],
    ),
  ) as [number, number, number, ...number[]];
  const { pixelTable, unpackPanels } = program();
  integers(groups, 1)[0] = 0;
  floats(sums, sumBytes / 4).fill(0);
  pixelTable(table, group, height, width, imageBytes, stride * rowBytes, stride * pixelBytes);
  // A piece of work is a run of a panel, so that every sum is one thread's.
  share(others, panelsOf(columns) * filterHeight, (kernels, thread, from, until) => {
    const [space, panels] = own.slice(2 * thread) as [number, number];
    const blocks = wholePanels(from, until, filterHeight);
    const firstPanel = Math.floor(from / filterHeight), firstColumn = firstPanel * COLUMNS;
    const ownColumns = Math.min(Math.ceil(until / filterHeight) * COLUMNS, columns) - firstColumn;
    images.forEachGroup(0, until > from ? images.groups : 0, (first, count) => {
      const a = images.pad(kernels, address(x), first, count, space);
      const source = address(upstream) + (first * pixels * columns + firstColumn) * 4;
      // Eight columns are one panel as they are.
      const b = columns === COLUMNS ? source : panels;
      if (b !== source) {
        kernels.packPanels(source, groups, 1, count * pixels, columns * 4, ownColumns, 4, panels);
      }
      const panelStride = count * pixels * PANEL_ROW_BYTES;
      for (let done = 0; done < count * pixels; done += CHUNK_PIXELS) {
        const chunk = Math.min(CHUNK_PIXELS, count * pixels - done);
        for (const { panel, panelCount, row, rowCount } of blocks) {
          kernels.outerProducts(
            a + row * rowBytes,
            table + done * 4,
            chunk,
            rowCount,
            paddedRun,
            rowBytes,
            b + (panel - firstPanel) * panelStride + done * PANEL_ROW_BYTES,
            panelStride,
            panelCount * COLUMNS,
            sums + (panel * filterHeight + row) * runBytes,
          );
        }
      }
    });
  });
  unpackPanels(sums, filterHeight, run, paddedRun, columns, out);
  return gradient;
};

/** Runs of panels that are handled in one call: all runs of some panels, or some runs of one. */
interface Block {
  readonly panel: number;
  readonly panelCount: number;
  readonly row: number;
  readonly rowCount: number;
}

/** Cuts runs from … until-1, counted through all panels, into the fewest blocks. */
function wholePanels(from: number, until: number, runs: number): Block[] {
  const blocks: Block[] = [];
  for (let at = from; at < until;) {
    const panel = Math.floor(at / runs), row = at % runs;
    const whole = row === 0 ? Math.floor((until - at) / runs) : 0;
    const block = whole > 0
      ? { panel, panelCount: whole, row: 0, rowCount: runs }
      : { panel, panelCount: 1, row, rowCount: Math.min(runs - row, until - at) };
    blocks.push(block);
    at += block.panelCount * block.rowCount;
  }
  return blocks;
}

/** One axis of a strided convolution seen from its input: the pixels that meet the same taps of the filter. */
interface Phase {
  /** The filter's taps are first, first + stride, …: `taps` of them. */
  readonly first: number;
  readonly taps: number;
  /** Input pixels start, start + stride, …: `count` of them. */
  readonly start: number;
  readonly count: number;
  /** The output pixel (may be outside) that the last tap leads to from the first input pixel. */
  readonly origin: number;
}

/** Lists the phases: input pixel i meets tap k of output pixel o where i + padding = stride · o + k. */
function phases(input: number, kernel: number, stride: number, padding: number): Phase[] {
  return Array.from({ length: stride }, (_, first) => {
    const taps = Math.max(0, Math.ceil((kernel - first) / stride));
    const start = ((first - padding) % stride + stride) % stride;
    const count = Math.max(0, Math.ceil((input - start) / stride));
    const origin = (start + padding - first) / stride - (taps - 1);
    return { first, taps, start, count, origin };
  });
}

/** Zeros needed before and after `output` pixels so that every phase stays inside. */
function sides(all: readonly Phase[], output: number): [before: number, after: number] {
  const used = all.filter(({ taps, count }) => taps > 0 && count > 0);
  const before = Math.max(0, ...used.map(({ origin }) => -origin));
  const after = Math.max(0, ...used.map(({ origin, taps, count }) => origin + taps + count - 1 - output));
  return [before, after];
}

const conv2dInputGradient: Kernels["conv2dInputGradient"] = (
  upstream,
  filter,
  inputShape,
  { stride, padding },
) => {
  const [batch, height, width, columns] = inputShape;
  const [filterHeight, filterWidth, , channels] = filter.shape;
  const [, outHeight, outWidth] = upstream.shape;
  const vertical = phases(height, filterHeight, stride, padding);
  const horizontal = phases(width, filterWidth, stride, padding);
  const [top, bottom] = sides(vertical, outHeight);
  const [left, right] = sides(horizontal, outWidth);
  const others = freeThreads(upstream.size * filterHeight * filterWidth * columns);
  const border = { top, bottom, left, right };
  const images = new PaddedImages(batch, outHeight, outWidth, channels, border, others.length + 1);
  const { imageBytes, rowBytes, pixelBytes, group } = images;
  const [gradient, out] = allocate<Tensor4D>(inputShape);
  const pairs = vertical.flatMap((y) => horizontal.map((x) => [y, x] as const));
  if (pairs.some(([y, x]) => y.taps * x.taps === 0)) floats(out, gradient.size).fill(0);
  const active = pairs.filter(([y, x]) => y.taps * x.taps * y.count * x.count > 0);

  const most = (of: (y: Phase, x: Phase) => number) => Math.max(...active.map(([y, x]) => of(y, x)));
  const kernels = program();
  const tableBytes = group * most((y, x) => y.count * x.count) * 4;
  const taps = most((y, x) => y.taps * x.taps);
  // Every phase has its own tables and its own part of the filter, so that the images are padded only once.
  const packedBytes = panelsOf(columns) * taps * channels * COLUMNS * 4;
  const [groups, ...rest] = workspace(
    taps * 4,
    ...[...others, 0].flatMap(() => [images.groupBytes, SPILL_BYTES]),
    ...active.flatMap(() => [tableBytes, tableBytes, packedBytes]),
  ) as [number, ...number[]];
  const own = rest.splice(0, 2 * (others.length + 1)), parts = rest;
  const prepared = active.map(([y, x], k) => {
    const [rows, outRows, packed] = parts.slice(3 * k, 3 * k + 3) as [number, number, number];
    const tapTable = integers(groups, y.taps * x.taps);
    for (let j = 0; j < y.taps; j++) {
      for (let i = 0; i < x.taps; i++) {
        const ky = y.first + stride * (y.taps - 1 - j);
        const kx = x.first + stride * (x.taps - 1 - i);
        tapTable[j * x.taps + i] = (ky * filterWidth + kx) * columns * channels * 4;
      }
    }
    const count = y.taps * x.taps;
    kernels.packPanels(address(filter), groups, count, channels, 4, columns, channels * 4, packed);
    kernels.pixelTable(rows, group, y.count, x.count, imageBytes, rowBytes, pixelBytes);
    const [imageStride, rowStride, pixelStride] = [height * width, width * stride, stride];
    const unit = columns * 4;
    kernels.pixelTable(
      outRows,
      group,
      y.count,
      x.count,
      imageStride * unit,
      rowStride * unit,
      pixelStride * unit,
    );
    const offset = (y.origin + top) * rowBytes + (x.origin + left) * pixelBytes;
    return { y, x, rows, outRows, packed, offset, start: (y.start * width + x.start) * unit };
  });
  share(others, images.groups, (kernels, thread, from, until) => {
    const [space, spill] = own.slice(2 * thread) as [number, number];
    images.forEachGroup(from, until, (first, count) => {
      const a = images.pad(kernels, address(upstream), first, count, space);
      const to = out + first * height * width * columns * 4;
      for (const { y, x, rows, outRows, packed, offset, start } of prepared) {
        const run = x.taps * channels;
        kernels.multiply(
          a + offset,
          rows,
          count * y.count * x.count,
          y.taps,
          run,
          rowBytes,
          packed,
          columns,
          to + start,
          outRows,
          segmentOf(y.taps * run),
          spill,
        );
      }
    });
  });
  return gradient;
};

/** Convolution for {@link Kernels}. */
export const convolution = { conv2d, conv2dFilterGradient, conv2dInputGradient };
