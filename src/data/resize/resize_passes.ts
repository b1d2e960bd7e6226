/**
 * The two passes of resizing as WebAssembly functions. Both take packed taps (taps.ts) and multiply pairs of
 * bytes by pairs of 16-bit factors. They may read 7 and write 15 extra bytes, which the next position or row
 * overwrites.
 */
import {
  type Code,
  defineFunction,
  f32x4,
  i32,
  i32x4,
  type Local,
  whileLess,
} from "../../io/wasm_assembler.ts";
import {
  dot,
  interleave,
  load16,
  load4Splat,
  load8,
  narrowTo16,
  narrowTo8,
  pickBytes,
  shiftRight,
  store16,
  store4,
  widen,
} from "./instructions.ts";
import { LOW_BITS, PRECISION } from "./taps.ts";

const HALF = i32x4.splat(i32.const(1 << (PRECISION - 1)));

/** A running weighted sum of pixels, by the high and by the low factors. */
interface Sum {
  readonly high: Local;
  readonly low: Local;
}

const clear = ({ high, low }: Sum): Code => [...high.set(f32x4.zero), ...low.set(HALF)];

const addPairs = ({ high, low }: Sum, pixels: Local, highFactors: Code, lowFactors: Code): Code => [
  ...high.set(i32x4.add(high.get, dot(pixels.get, highFactors))),
  ...low.set(i32x4.add(low.get, dot(pixels.get, lowFactors))),
];

const total = ({ high, low }: Sum): Code =>
  shiftRight(i32x4.add(i32x4.shiftLeft(high.get, i32.const(LOW_BITS)), low.get), i32.const(PRECISION));

/** The pass from rows of RGB pixels, `stride` bytes each, to rows of `positions` pixels. */
export const resizeRows = defineFunction(
  { source: "i32", stride: "i32", rows: "i32", taps: "i32", positions: "i32", out: "i32" },
  ({ source, stride, rows, taps, positions, out }, local) => {
    const row = local(), position = local(), tap = local(), pixel = local(), end = local();
    const pixels = local("v128"), sum: Sum = { high: local("v128"), low: local("v128") };
    return [
      whileLess(
        row,
        rows.get,
        tap.set(taps.get),
        position.set(i32.const(0)),
        whileLess(
          position,
          positions.get,
          pixel.set(i32.add(source.get, i32.load(tap.get))),
          end.set(i32.add(i32.add(tap.get, i32.const(8)), i32.mul(i32.load(tap.get, 4), i32.const(8)))),
          tap.increase(i32.const(8)),
          clear(sum),
          whileLess(
            tap,
            end.get,
            pixels.set(pickBytes(load8(pixel.get), [0, 3, 1, 4, 2, 5, undefined, undefined])),
            addPairs(sum, pixels, load4Splat(tap.get), load4Splat(tap.get, 4)),
            pixel.increase(i32.const(6)),
            tap.increase(i32.const(8)),
          ),
          pixels.set(narrowTo16(total(sum), f32x4.zero)),
          store4(out.get, narrowTo8(pixels.get, f32x4.zero)),
          out.increase(i32.const(3)),
          position.increase(i32.const(1)),
        ),
        source.increase(stride.get),
        row.increase(i32.const(1)),
      ),
    ];
  },
);

/** The pass from rows of `stride` bytes to `positions` rows of as many bytes. */
export const resizeColumns = defineFunction(
  { source: "i32", stride: "i32", taps: "i32", positions: "i32", out: "i32" },
  ({ source, stride, taps, positions, out }, local) => {
    const position = local(), byte = local(), first = local(), tap = local(), pixel = local(), end = local();
    const pixels = local("v128"), highFactors = local("v128"), lowFactors = local("v128");
    const above = local("v128"), below = local("v128");
    const sums = Array.from({ length: 4 }, (): Sum => ({ high: local("v128"), low: local("v128") }));
    const parts = (["first", "last"] as const).flatMap((outer) =>
      (["first", "last"] as const).map((inner) => [outer, inner] as const)
    );
    return [
      first.set(taps.get),
      whileLess(
        position,
        positions.get,
        end.set(i32.add(i32.add(first.get, i32.const(8)), i32.mul(i32.load(first.get, 4), i32.const(8)))),
        byte.set(i32.const(0)),
        whileLess(
          byte,
          stride.get,
          pixel.set(i32.add(i32.add(source.get, i32.load(first.get)), byte.get)),
          tap.set(i32.add(first.get, i32.const(8))),
          ...sums.map(clear),
          whileLess(
            tap,
            end.get,
            above.set(load16(pixel.get)),
            below.set(load16(i32.add(pixel.get, stride.get))),
            highFactors.set(load4Splat(tap.get)),
            lowFactors.set(load4Splat(tap.get, 4)),
            ...parts.flatMap(([outer, inner], i) => [
              pixels.set(widen(interleave(above.get, below.get, outer), inner)),
              addPairs(sums[i]!, pixels, highFactors.get, lowFactors.get),
            ]),
            pixel.increase(i32.add(stride.get, stride.get)),
            tap.increase(i32.const(8)),
          ),
          store16(
            i32.add(out.get, byte.get),
            narrowTo8(
              narrowTo16(total(sums[0]!), total(sums[1]!)),
              narrowTo16(total(sums[2]!), total(sums[3]!)),
            ),
          ),
          byte.increase(i32.const(16)),
        ),
        out.increase(stride.get),
        first.set(end.get),
        position.increase(i32.const(1)),
      ),
    ];
  },
);
