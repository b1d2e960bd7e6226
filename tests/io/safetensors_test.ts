import assert from "node:assert/strict";
import {
  formatSafetensors,
  parseSafetensors,
  readSafetensors,
  type TensorData,
  writeSafetensors,
} from "../../src/io/safetensors.ts";

/** A file with any header. */
const makeFile = (header: unknown, data = new Uint8Array(0), length?: bigint): Uint8Array => {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + data.length);
  new DataView(file.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  file.set(json, 8);
  file.set(data, 8 + json.length);
  return file;
};

const EVERY: [string, TensorData][] = [
  ["f64", { dtype: "F64", shape: [2], data: Float64Array.of(1e300, -0) }],
  ["f32", { dtype: "F32", shape: [1, 2], data: Float32Array.of(1.5, NaN) }],
  ["f16", { dtype: "F16", shape: [3], data: Float32Array.of(1, 65504, 2 ** -24) }],
  ["bf16", { dtype: "BF16", shape: [1], data: Float32Array.of(-3.140625) }],
  ["i64", { dtype: "I64", shape: [], data: BigInt64Array.of(-(2n ** 63n)) }],
  ["i32", { dtype: "I32", shape: [1], data: Int32Array.of(-7) }],
  ["i16", { dtype: "I16", shape: [1], data: Int16Array.of(-7) }],
  ["i8", { dtype: "I8", shape: [1], data: Int8Array.of(-7) }],
  ["u64", { dtype: "U64", shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) }],
  ["u32", { dtype: "U32", shape: [1], data: Uint32Array.of(2 ** 32 - 1) }],
  ["u16", { dtype: "U16", shape: [1], data: Uint16Array.of(65535) }],
  ["u8", { dtype: "U8", shape: [3], data: Uint8Array.of(1, 2, 3) }],
  ["bool", { dtype: "BOOL", shape: [1], data: Uint8Array.of(1) }],
  ["empty", { dtype: "F32", shape: [0, 4], data: new Float32Array(0) }],
];

Deno.test("readSafetensors() reads what writeSafetensors() wrote, of every type", async () => {
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  try {
    await writeSafetensors(path, new Map(EVERY), { format: "pt" });
    const tensors = await readSafetensors(path);
    assert.equal(tensors.size, EVERY.length);
    for (const [name, tensor] of EVERY) assert.deepEqual(tensors.get(name), tensor, name);
    assert.deepEqual(parseSafetensors(await Deno.readFile(path)).metadata, { format: "pt" });
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("export, import, export gives the same bytes, whatever the order of the map", () => {
  const first = formatSafetensors(new Map(EVERY), { format: "pt" });
  const { tensors, metadata } = parseSafetensors(first);
  assert.deepEqual(formatSafetensors(tensors, metadata), first);
  assert.deepEqual(formatSafetensors(new Map([...EVERY].reverse()), { format: "pt" }), first);
});

Deno.test("every F16 and BF16 bit pattern survives import and export", () => {
  const bits = new Uint8Array(Uint16Array.from({ length: 65536 }, (_, i) => i).buffer);
  for (const dtype of ["F16", "BF16"]) {
    const file = makeFile({ x: { dtype, shape: [65536], data_offsets: [0, bits.length] } }, bits);
    const again = formatSafetensors(parseSafetensors(file).tensors);
    assert.deepEqual(again.subarray(again.length - bits.length), bits);
  }
});

Deno.test("formatSafetensors() orders tensors as the safetensors package does and aligns the data to 8 bytes", () => {
  const bytes = formatSafetensors(
    new Map<string, TensorData>([
      ["a", { dtype: "U8", shape: [1], data: Uint8Array.of(7) }],
      ["2", { dtype: "F32", shape: [1], data: Float32Array.of(1) }],
      ["10", { dtype: "F32", shape: [1], data: Float32Array.of(2) }],
    ]),
  );
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const json = '{"10":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"2":{"dtype":"F32","shape":[1],' +
    '"data_offsets":[4,8]},"a":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}}';
  assert.equal(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd(), json);
  assert.equal(length % 8, 0);
  assert.deepEqual([...parseSafetensors(bytes).tensors.keys()], ["10", "2", "a"]);
});

const f32 = (shape: unknown, start: unknown, end: unknown) => ({
  dtype: "F32",
  shape,
  data_offsets: [start, end],
});
const eight = new Uint8Array(8);

const BAD: [name: string, bytes: Uint8Array, message: RegExp][] = [
  ["too short a file", new Uint8Array(5), /w\.safetensors: it has 5 bytes, too few/],
  ["another format", new TextEncoder().encode("PK\x03\x04 something else"), /not a \.safetensors file/],
  [
    "a header beyond the file",
    makeFile({ x: f32([2], 0, 8) }, eight, 2n ** 63n),
    /cut off or damaged: its header claims/,
  ],
  ["a header that is not JSON", makeFile("{not json!}"), /header is not JSON/],
  ["a header nested without end", makeFile(`{"a":${"[".repeat(200_000)}`), /header is not JSON/],
  [
    "a cut file",
    makeFile({ x: f32([2], 0, 8) }, eight.subarray(1)),
    /"x": its bytes 0 to 8 are not within the 7 bytes/,
  ],
  [
    "an unknown type",
    makeFile({ x: { dtype: "F8_E4M3", shape: [8], data_offsets: [0, 8] } }, eight),
    /"x": its type is "F8_E4M3"/,
  ],
  [
    "an absurd shape",
    makeFile({ x: f32([2 ** 40, 2 ** 40], 0, 8) }, eight),
    /"x": F32 .* does not fit the 8 bytes/,
  ],
  [
    "a shape that does not fit",
    makeFile({ x: f32([3], 0, 8) }, eight),
    /F32 \[3\] does not fit the 8 bytes/,
  ],
  ["a negative size", makeFile({ x: f32([-2], 0, 8) }, eight), /its shape is \[-2\]/],
  ["a fractional offset", makeFile({ x: f32([2], 0.5, 8) }, eight), /data_offsets are \[0\.5,8\]/],
  ["offsets the wrong way round", makeFile({ x: f32([2], 8, 0) }, eight), /bytes 8 to 0 are not within/],
  [
    "overlapping tensors",
    makeFile({ x: f32([1], 0, 4), y: f32([2], 0, 8) }, eight),
    /"x" and "y" overlap at byte 0/,
  ],
  ["a hole", makeFile({ x: f32([1], 4, 8) }, eight), /bytes 0 to 4 of the data belong to no tensor/],
  [
    "a name that stands twice",
    makeFile(
      '{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
      eight,
    ),
    /duplicate name/,
  ],
  ["bytes after the last tensor", makeFile({ x: f32([1], 0, 4) }, eight), /4 bytes after its last tensor/],
  [
    "metadata that are not text",
    makeFile({ __metadata__: { epoch: 3 } }),
    /__metadata__ is not an object of texts/,
  ],
];

for (const [name, bytes, message] of BAD) {
  Deno.test(`parseSafetensors() rejects ${name}`, () => {
    assert.throws(() => parseSafetensors(bytes, "w.safetensors"), { name: "InputError", message });
  });
}

Deno.test("formatSafetensors() rejects tensors whose type, shape and data do not agree", () => {
  const write = (tensor: TensorData) => formatSafetensors(new Map([["x", tensor]]));
  assert.throws(() => write({ dtype: "F32", shape: [3], data: new Float32Array(2) }), /"x" has 2 elements/);
  assert.throws(
    () => write({ dtype: "F32", shape: [2], data: new Float64Array(2) }),
    /type F32 cannot be written/,
  );
});
