/** Sums and vectors along channels, by rows of some thousand numbers: short ones take twice as long. */
import { dispose, type Rank, type Tensor, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { reshape, row, vector } from "./constants.ts";
import { consume } from "./consume.ts";
import { execute } from "./execute.ts";
import { hasOwnRows, ownRows } from "./own_rows.ts";

/** Values per channel side by side. */
export interface Wide {
  /** [rows, groups · C]. */
  readonly rows: Tensor2D;
  readonly groups: number;
  readonly channels: number;
}

/**
 * Width of a row. From 256 on the time is the same; fewer rows make shorter sums: at 2,048 the mean of 65,536
 * values per channel is off by 5e-8, a third of what it is at 512.
 */
const WIDTH = 2048;

/** Views x [..., C] as wide rows of the same memory. */
export function widen(x: Tensor): Wide {
  const channels = x.shape.at(-1)!, values = x.size / channels;
  let groups = 1;
  while (groups * channels < WIDTH && values % (2 * groups) === 0) groups *= 2;
  return { rows: reshape(x, [values / groups, groups * channels]), groups, channels };
}

/** Repeats a vector [C] along the whole row. */
export const along = (perChannel: Tensor1D, { groups }: Wide): Tensor1D =>
  groups === 1 ? perChannel : execute("Tile", [perChannel, vector([groups])]);

/**
 * Computes Σ share · value per channel, [C]: a product with a row of shares adds up in many lanes, so in short sums,
 * and on all threads.
 */
export function channelSums(rows: Tensor2D, { groups, channels }: Wide, share: number): Tensor1D {
  const parts = execute("MatMul", [row(rows.shape[0], share), rows], {
    transpose_a: false,
    transpose_b: false,
  });
  const apart = groups === 1 ? reshape<Rank.R1>(parts, [channels]) : reshape(parts, [groups, channels]);
  parts.dispose();
  return groups === 1
    ? apart as Tensor1D
    : consume("Sum", [apart, vector([0])], [apart], { keep_dims: false });
}

/** The kernels on wide rows; by operations of our own on a CPU, if possible. */
export const wideRows = {
  addBias(x: Tensor2D, bias: Tensor1D): Tensor2D {
    if (hasOwnRows(x)) return ownRows.addBias(x, bias);
    const wide = widen(x), added = along(bias, wide);
    const sum = execute("AddV2", [wide.rows, added]);
    if (added !== bias) added.dispose();
    const output = reshape<Rank.R2>(sum, x.shape);
    dispose([wide.rows, sum]);
    return output;
  },

  columnSums(x: Tensor2D): Tensor1D {
    if (hasOwnRows(x)) return ownRows.columnSums(x);
    const wide = widen(x), sums = channelSums(wide.rows, wide, 1);
    wide.rows.dispose();
    return sums;
  },
};
