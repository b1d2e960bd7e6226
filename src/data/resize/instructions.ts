/** WebAssembly instructions on bytes and 16-bit integers that resizing needs. */
import { type Code, unsigned } from "../../io/wasm_assembler.ts";

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const memory = (opcode: number, offset: number): Code => [...simd(opcode), 0, ...unsigned(offset)];

/** Loads 16 bytes from memory. */
export const load16 = (address: Code, offset = 0): Code => [...address, ...memory(0x00, offset)];

/** Loads 8 bytes from memory, followed by 8 zero bytes. */
export const load8 = (address: Code, offset = 0): Code => [...address, ...memory(0x5d, offset)];

/** Loads 4 bytes from memory and repeats them four times. */
export const load4Splat = (address: Code, offset = 0): Code => [...address, ...memory(0x09, offset)];

export const store16 = (address: Code, value: Code): Code => [...address, ...value, ...memory(0x0b, 0)];

/** Stores the first 4 bytes of a vector. */
export const store4 = (address: Code, value: Code): Code => [...address, ...value, ...memory(0x5a, 0), 0];

/** Picks bytes of a vector by index, as 16-bit integers; undefined gives 0. */
export const pickBytes = (value: Code, numbers: readonly (number | undefined)[]): Code => {
  const lanes = numbers.flatMap((number) => [number ?? 0xff, 0xff]);
  return [...value, ...simd(0x0c), ...lanes, ...simd(0x0e)];
};

/** Interleaves the bytes of the first or the last half of two vectors: a0 b0 a1 b1 … */
export const interleave = (a: Code, b: Code, half: "first" | "last"): Code => {
  const from = half === "first" ? 0 : 8;
  return [...a, ...b, ...simd(0x0d), ...Array.from({ length: 16 }, (_, i) => from + (i >> 1) + 16 * (i & 1))];
};

/** Widens the first or the last eight bytes to 16-bit integers. */
export const widen = (value: Code, half: "first" | "last"): Code => [
  ...value,
  ...simd(half === "first" ? 0x89 : 0x8a),
];

/** Computes a0·b0 + a1·b1 … of 16-bit integers, as four 32-bit integers. */
export const dot = (a: Code, b: Code): Code => [...a, ...b, ...simd(0xba)];

/** Shifts four signed 32-bit integers to the right. */
export const shiftRight = (value: Code, by: Code): Code => [...value, ...by, ...simd(0xac)];

/**
 * Narrows two vectors of 32-bit integers to one of 16-bit integers, as narrowTo8 does to bytes; both
 * saturate.
 */
export const narrowTo16 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x85)];
export const narrowTo8 = (a: Code, b: Code): Code => [...a, ...b, ...simd(0x66)];
