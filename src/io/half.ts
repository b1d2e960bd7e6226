/**
 * Converts between float32 and the bit patterns of float16 and bfloat16. Every 16-bit value survives the
 * round trip, including NaN payloads. Narrowing rounds to nearest, ties to even, like NumPy and PyTorch.
 *
 * @module
 */

const bitsOf = (values: Float32Array): Uint32Array =>
  new Uint32Array(values.buffer, values.byteOffset, values.length);

/** Rounds away the lower `shift` bits, ties to even. */
const roundShift = (value: number, shift: number): number => {
  const half = 2 ** (shift - 1), kept = value >>> shift, rest = value & (2 * half - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
};

const widenFloat16 = (half: number): number => {
  const sign = (half & 0x8000) << 16, exponent = (half >>> 10) & 31, fraction = half & 0x3ff;
  if (exponent === 31) return sign | 0x7f800000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const shift = Math.clz32(fraction) - 21; // a subnormal: its leading one becomes the implicit bit
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
};

const narrowFloat16 = (bits: number): number => {
  const sign = (bits >>> 16) & 0x8000, magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7c00 | (((magnitude >>> 13) & 0x3ff) || 1); // NaN stays NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // 65520 and more is infinity
  if (magnitude >= 0x38800000) return sign | roundShift(magnitude - 0x38000000, 13);
  if (magnitude <= 0x33000000) return sign; // half of the smallest subnormal rounds to (even) 0
  const exponent = magnitude >>> 23;
  return sign | roundShift((magnitude & 0x7fffff) | 0x800000, 126 - exponent);
};

const narrowBfloat16 = (bits: number): number =>
  (bits & 0x7fffffff) > 0x7f800000 ? (bits >>> 16) | ((bits & 0x7f0000) === 0 ? 1 : 0) : roundShift(bits, 16);

/** Converts float16 bit patterns to float32, exactly. */
export function decodeFloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(halves.length), bits = bitsOf(result);
  for (let i = 0; i < halves.length; i++) bits[i] = widenFloat16(halves[i]!);
  return result;
}

/** Converts float32 to float16 bit patterns, rounded to nearest even. */
export function encodeFloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(bitsOf(values), narrowFloat16);
}

/** Converts bfloat16 bit patterns to float32, exactly. */
export function decodeBfloat16(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const result = new Float32Array(halves.length), bits = bitsOf(result);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return result;
}

/** Converts float32 to bfloat16 bit patterns, rounded to nearest even. */
export function encodeBfloat16(values: Float32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(bitsOf(values), narrowBfloat16);
}
