/**
 * The weights of Pillow's bilinear filter along one axis, as fixed-point numbers and as packed for the
 * kernels.
 */

/** Fractional bits of the weights: 32 bits minus 8 for the pixel and 2 for the sum. */
export const PRECISION = 22;
/** Bits of the low factor; the kernels get a weight as two 16-bit factors: weight = high · 2^11 + low. */
export const LOW_BITS = 11;

/** The first input position of every output position, and the weights from there on. */
export interface Taps {
  readonly starts: Int32Array;
  /** Fixed-point weights of every position; they sum to about 2^22. */
  readonly weights: readonly Int32Array[];
}

const triangle = (x: number): number => Math.max(0, 1 - Math.abs(x));

/**
 * Computes the weights of a 1-d resize. The order of operations is Pillow's, as the last bit depends on it.
 *
 * @param from the number of input positions
 * @param to the number of output positions
 */
export function makeTaps(from: number, to: number): Taps {
  const scale = from / to, support = Math.max(scale, 1), inverse = 1 / support;
  const starts = new Int32Array(to),
    weights: Int32Array[] = [],
    exact = new Float64Array(2 * Math.ceil(support) + 1);
  for (let position = 0; position < to; position++) {
    const center = (position + 0.5) * scale, start = Math.max(0, Math.trunc(center - support + 0.5));
    const own = new Int32Array(Math.min(from, Math.trunc(center + support + 0.5)) - start);
    let sum = 0;
    for (let k = 0; k < own.length; k++) sum += exact[k] = triangle((k + start - center + 0.5) * inverse);
    for (let k = 0; k < own.length; k++) {
      own[k] = Math.trunc(0.5 + (sum === 0 ? exact[k]! : exact[k]! / sum) * (1 << PRECISION));
    }
    starts[position] = start;
    weights.push(own);
  }
  return { starts, weights };
}

/**
 * Packs taps for the kernels: for every position the byte offset of its first input, the number of pairs of
 * weights, and for every pair the high factors of both (16 bits each), then the low ones.
 *
 * @param taps the weights
 * @param stride bytes from one input position to the next
 */
export function packTaps({ starts, weights }: Taps, stride: number): Int32Array {
  const packed: number[] = [], mask = (1 << LOW_BITS) - 1;
  weights.forEach((own, position) => {
    packed.push(starts[position]! * stride, Math.ceil(own.length / 2));
    for (let k = 0; k < own.length; k += 2) {
      const first = own[k]!, second = own[k + 1] ?? 0;
      packed.push(first >> LOW_BITS | second >> LOW_BITS << 16, first & mask | (second & mask) << 16);
    }
  });
  return Int32Array.from(packed);
}

/** A cache of packed taps, since photos come in few sizes. */
const made = new Map<string, Int32Array>();
const MOST_MADE = 256;

/**
 * Returns the packed taps of a 1-d resize; the most recently used are cached.
 *
 * @param from the number of input positions
 * @param to the number of output positions
 * @param stride bytes from one input position to the next
 */
export function packedTaps(from: number, to: number, stride: number): Int32Array {
  const key = `${from} ${to} ${stride}`, packed = made.get(key) ?? packTaps(makeTaps(from, to), stride);
  made.delete(key); // to the end of the order
  made.set(key, packed);
  if (made.size > MOST_MADE) made.delete(made.keys().next().value!);
  return packed;
}
