import assert from "node:assert/strict";
import { decodeBfloat16, decodeFloat16, encodeBfloat16, encodeFloat16 } from "../../src/io/half.ts";

const ALL = Uint16Array.from({ length: 65536 }, (_, bits) => bits);

Deno.test("every float16 and bfloat16 bit pattern survives a round trip, NaN payloads included", () => {
  assert.deepEqual(encodeFloat16(decodeFloat16(ALL)), ALL);
  assert.deepEqual(encodeBfloat16(decodeBfloat16(ALL)), ALL);
});

Deno.test("decodeFloat16() decodes normal, subnormal and special values", () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x7c00, 0x8000);
  assert.deepEqual([...decodeFloat16(halves)], [1, -2, 65504, 2 ** -24, 2 ** -14, Infinity, -0]);
  assert.ok(Number.isNaN(decodeFloat16(Uint16Array.of(0x7e00))[0]));
});

Deno.test("encodeFloat16() rounds to nearest, ties to even", () => {
  const cases: [number, number][] = [
    [1 + 2 ** -11, 0x3c00], // half-way between 1 and the next: 1 is even
    [1 + 3 * 2 ** -11, 0x3c02],
    [1 + 2 ** -11 + 2 ** -20, 0x3c01],
    [65519, 0x7bff],
    [65520, 0x7c00],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -25, 0x0001],
    [3 * 2 ** -25, 0x0002],
    [2 ** -14 - 2 ** -26, 0x0400], // a subnormal that rounds up to the smallest normal
    [-1e-30, 0x8000],
  ];
  for (const [value, bits] of cases) assert.equal(encodeFloat16(Float32Array.of(value))[0], bits, `${value}`);
});

Deno.test("encodeBfloat16() rounds to nearest, ties to even", () => {
  const cases: [number, number][] = [
    [1 + 2 ** -8, 0x3f80],
    [1 + 3 * 2 ** -8, 0x3f82],
    [1 + 2 ** -8 + 2 ** -16, 0x3f81],
    [3.4e38, 0x7f80],
  ];
  for (const [value, bits] of cases) {
    assert.equal(encodeBfloat16(Float32Array.of(value))[0], bits, `${value}`);
  }
});
