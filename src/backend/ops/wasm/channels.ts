/**
 * Kernels over [rows, channels] that treat each channel alike: batch normalisation and its gradient.
 *
 * The number of channels is a multiple of 4. Rows are handled in chunks that stay in the cache while all channels
 * are gone through; sums are single floats within a chunk and double floats over the chunks.
 */
import {
  type Code,
  defineFunction,
  f32x4,
  f64,
  i32,
  type Local,
  whileLess,
} from "../../../io/wasm_assembler.ts";
import { multiplyAdd } from "./multiply_add.ts";

const UNROLL = 4;
const unrolled = Array.from({ length: UNROLL }, (_, k) => k);

/** The locals that every kernel here goes through its rows and channels with. */
interface Walk {
  readonly rows: Local;
  readonly channels: Local;
  readonly chunk: Local;
  /** Arrays of [rows, channels]. */
  readonly arrays: readonly Local[];
  /** Arrays of [channels], and how many bytes a channel has. */
  readonly perChannel: readonly (readonly [Local, number])[];
  local(type?: "i32" | "v128"): Local;
}

interface Body {
  /** Runs before the rows of a chunk, for four channels. */
  start(constants: readonly Local[]): Code;
  /** Handles one row; `lane` numbers the rows of an unrolled step. */
  row(pointers: readonly Local[], lane: number): Code;
  /** Runs after the rows of a chunk. */
  finish(constants: readonly Local[]): Code;
}

/** Loops over chunks of rows, over channels by four, and over rows. */
function walk({ rows, channels, chunk, arrays, perChannel, local }: Walk, body: Body): readonly Code[] {
  const row = local(), count = local(), channel = local(), end = local(), stride = local();
  const pointers = arrays.map(() => local());
  const constants = perChannel.map(() => local());
  const offset = i32.add(i32.mul(row.get, stride.get), i32.mul(channel.get, i32.const(4)));
  const first = pointers[0]!;
  const advance = pointers.flatMap((pointer) => pointer.increase(stride.get));
  return [
    stride.set(i32.mul(channels.get, i32.const(4))),
    whileLess(
      row,
      rows.get,
      count.set(i32.sub(rows.get, row.get)),
      count.set(i32.select(count.get, chunk.get, i32.less(count.get, chunk.get))),
      channel.set(i32.const(0)),
      whileLess(
        channel,
        channels.get,
        ...pointers.map((pointer, k) => pointer.set(i32.add(arrays[k]!.get, offset))),
        ...constants.map((constant, k) => {
          const [base, bytes] = perChannel[k]!;
          return constant.set(i32.add(base.get, i32.mul(channel.get, i32.const(bytes))));
        }),
        body.start(constants),
        end.set(i32.add(first.get, i32.mul(i32.and(count.get, i32.const(-UNROLL)), stride.get))),
        whileLess(first, end.get, ...unrolled.map((lane) => [...body.row(pointers, lane), ...advance])),
        end.increase(i32.mul(i32.and(count.get, i32.const(UNROLL - 1)), stride.get)),
        whileLess(first, end.get, body.row(pointers, 0), advance),
        body.finish(constants),
        channel.increase(i32.const(4)),
      ),
      row.increase(count.get),
    ),
  ];
}

/** Adds four single floats to four double floats in memory. */
function addToTotals(total: Local, sums: readonly Local[], folded: Local): Code {
  const all = sums.map((sum) => sum.get).reduce((a, b) => f32x4.add(a, b));
  return [
    ...folded.set(all),
    ...unrolled.flatMap((k) =>
      f64.store(
        total.get,
        f64.add(f64.load(total.get, k * 8), f64.promote(f32x4.lane(folded.get, k))),
        k * 8,
      )
    ),
  ];
}

/**
 * Accumulates sums += Σ (x − shift), squares += Σ (x − shift)², per channel; shift keeps the squares from cancelling.
 */
export const moments = defineFunction(
  { x: "i32", rows: "i32", channels: "i32", chunk: "i32", shift: "i32", sums: "i32", squares: "i32" },
  ({ x, rows, channels, chunk, shift, sums, squares }, local) => {
    const first = unrolled.map(() => local("v128")), second = unrolled.map(() => local("v128"));
    const shifted = local("v128"), value = local("v128");
    const perChannel = [[shift, 4], [sums, 8], [squares, 8]] as const;
    return walk({ rows, channels, chunk, arrays: [x], perChannel, local }, {
      start: ([shiftAt]) => [
        ...shifted.set(f32x4.load(shiftAt!.get)),
        ...[...first, ...second].flatMap((sum) => sum.set(f32x4.zero)),
      ],
      row: ([at], lane) => [
        ...value.set(f32x4.sub(f32x4.load(at!.get), shifted.get)),
        ...first[lane]!.set(f32x4.add(first[lane]!.get, value.get)),
        ...second[lane]!.set(multiplyAdd(value.get, value.get, second[lane]!.get)),
      ],
      finish: ([, sumsAt, squaresAt]) => [
        ...addToTotals(sumsAt!, first, value),
        ...addToTotals(squaresAt!, second, value),
      ],
    });
  },
);

/** Computes out = relu(x · scale + shift + residual), the last two optional. */
function scaleAndShift(relu: boolean, withResidual: boolean) {
  return defineFunction(
    {
      x: "i32",
      residual: "i32",
      out: "i32",
      rows: "i32",
      channels: "i32",
      chunk: "i32",
      scale: "i32",
      shift: "i32",
    },
    ({ x, residual, out, rows, channels, chunk, scale, shift }, local) => {
      const factor = local("v128"), term = local("v128"), value = local("v128");
      const arrays = withResidual ? [x, out, residual] : [x, out];
      return walk({ rows, channels, chunk, arrays, perChannel: [[scale, 4], [shift, 4]], local }, {
        start: ([scaleAt, shiftAt]) => [
          ...factor.set(f32x4.load(scaleAt!.get)),
          ...term.set(f32x4.load(shiftAt!.get)),
        ],
        row: ([xAt, outAt, residualAt]) => {
          const scaled = multiplyAdd(f32x4.load(xAt!.get), factor.get, term.get);
          const added = residualAt === undefined ? scaled : f32x4.add(scaled, f32x4.load(residualAt.get));
          return [
            ...value.set(added),
            ...f32x4.store(outAt!.get, relu ? f32x4.max(value.get, f32x4.zero) : value.get),
          ];
        },
        finish: () => [],
      });
    },
  );
}

/** Normalises by known statistics, with every tail. */
export const scaleShift = scaleAndShift(false, false);
export const scaleShiftRelu = scaleAndShift(true, false);
export const scaleShiftAdd = scaleAndShift(false, true);
export const scaleShiftAddRelu = scaleAndShift(true, true);

/** Masks the upstream gradient by the relu: it passes only where the output was positive. */
function masked(upstream: Local, output: Local | undefined): Code {
  const value = f32x4.load(upstream.get);
  return output === undefined ? value : f32x4.and(value, f32x4.greater(f32x4.load(output.get), f32x4.zero));
}

/**
 * Accumulates sums += Σ g, products += Σ g · (x − mean), per channel; g is masked by the relu, and stored on request.
 */
function gradientMoments(relu: boolean, store: boolean) {
  return defineFunction(
    {
      upstream: "i32",
      output: "i32",
      x: "i32",
      masked: "i32",
      rows: "i32",
      channels: "i32",
      chunk: "i32",
      mean: "i32",
      sums: "i32",
      products: "i32",
    },
    (p, local) => {
      const first = unrolled.map(() => local("v128")), second = unrolled.map(() => local("v128"));
      const mean = local("v128"), g = local("v128");
      const arrays = [p.upstream, p.x, ...(relu ? [p.output] : []), ...(store ? [p.masked] : [])];
      const perChannel = [[p.mean, 4], [p.sums, 8], [p.products, 8]] as const;
      return walk({ rows: p.rows, channels: p.channels, chunk: p.chunk, arrays, perChannel, local }, {
        start: ([meanAt]) => [
          ...mean.set(f32x4.load(meanAt!.get)),
          ...[...first, ...second].flatMap((sum) => sum.set(f32x4.zero)),
        ],
        row: ([upstreamAt, xAt, outputAt, maskedAt], lane) => [
          ...g.set(masked(upstreamAt!, relu ? outputAt : undefined)),
          ...(store ? f32x4.store(maskedAt!.get, g.get) : []),
          ...first[lane]!.set(f32x4.add(first[lane]!.get, g.get)),
          ...second[lane]!.set(
            multiplyAdd(g.get, f32x4.sub(f32x4.load(xAt!.get), mean.get), second[lane]!.get),
          ),
        ],
        finish: ([, sumsAt, productsAt]) => [
          ...addToTotals(sumsAt!, first, g),
          ...addToTotals(productsAt!, second, g),
        ],
      });
    },
  );
}

export const gradientSums = gradientMoments(false, false);
export const gradientSumsRelu = gradientMoments(true, false);
export const gradientSumsReluStore = gradientMoments(true, true);

/**
 * Computes out = scale · g + slope · (x − mean) + constant, per channel: the gradient through the batch's statistics.
 */
function inputGradient(relu: boolean) {
  return defineFunction(
    {
      upstream: "i32",
      output: "i32",
      x: "i32",
      out: "i32",
      rows: "i32",
      channels: "i32",
      chunk: "i32",
      mean: "i32",
      scale: "i32",
      slope: "i32",
      constant: "i32",
    },
    (p, local) => {
      const mean = local("v128"), scale = local("v128"), slope = local("v128"), constant = local("v128");
      const values = [mean, scale, slope, constant];
      const arrays = [p.upstream, p.x, p.out, ...(relu ? [p.output] : [])];
      const perChannel = [[p.mean, 4], [p.scale, 4], [p.slope, 4], [p.constant, 4]] as const;
      return walk({ rows: p.rows, channels: p.channels, chunk: p.chunk, arrays, perChannel, local }, {
        start: (at) => values.flatMap((value, k) => value.set(f32x4.load(at[k]!.get))),
        row: ([upstreamAt, xAt, outAt, outputAt]) => {
          const centred = f32x4.sub(f32x4.load(xAt!.get), mean.get);
          const through = multiplyAdd(slope.get, centred, constant.get);
          return f32x4.store(outAt!.get, multiplyAdd(scale.get, masked(upstreamAt!, outputAt), through));
        },
        finish: () => [],
      });
    },
  );
}

export const normalizedGradient = inputGradient(false);
export const normalizedGradientRelu = inputGradient(true);
