import assert from "node:assert/strict";
import { formatNpy, type NpyArray, parseNpy, readNpy, writeNpy } from "../../src/io/npy.ts";

/** A file as NumPy writes it, with any header. */
const makeFile = (dict: string, content: Uint8Array, version = 1): Uint8Array => {
  const text = new TextEncoder().encode(dict + "\n"), wide = version > 1;
  const start = wide ? 12 : 10, file = new Uint8Array(start + text.length + content.length);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(file.buffer);
  if (wide) view.setUint32(8, text.length, true);
  else view.setUint16(8, text.length, true);
  file.set(text, start);
  file.set(content, start + text.length);
  return file;
};

const header = (descr: string, shape: string, fortran = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`;

const ARRAYS: NpyArray["data"][] = [
  Float32Array.of(1.5, -2, NaN, Infinity, 0, 7),
  Float64Array.of(1e300, -0, 2, 3, 4, 5),
  Int8Array.of(-128, 127, 0, 1, 2, 3),
  Uint8Array.of(0, 255, 1, 2, 3, 4),
  Int16Array.of(-32768, 1, 2, 3, 4, 5),
  Uint16Array.of(65535, 1, 2, 3, 4, 5),
  Int32Array.of(-(2 ** 31), 1, 2, 3, 4, 5),
  Uint32Array.of(2 ** 32 - 1, 1, 2, 3, 4, 5),
  BigInt64Array.of(-(2n ** 63n), 1n, 2n, 3n, 4n, 5n),
  BigUint64Array.of(2n ** 64n - 1n, 1n, 2n, 3n, 4n, 5n),
];

for (const data of ARRAYS) {
  Deno.test(`readNpy() reads what writeNpy() wrote: ${data.constructor.name}`, async () => {
    const path = await Deno.makeTempFile({ suffix: ".npy" });
    try {
      await writeNpy(path, { shape: [2, 3], data });
      assert.deepEqual(await readNpy(path), { shape: [2, 3], data });
    } finally {
      await Deno.remove(path);
    }
  });
}

Deno.test("formatNpy() writes the same bytes as NumPy", () => {
  const bytes = formatNpy({ shape: [3], data: Float32Array.of(1, 2, 3) });
  const text = "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }" +
    " ".repeat(60) + "\n";
  assert.equal(new TextDecoder("latin1").decode(bytes.subarray(0, 128)).replace("\u201c", "\x93"), text);
  assert.equal(bytes.length, 128 + 12);
});

Deno.test("float16 and bool arrays keep their type when read and written", () => {
  for (const [descr, content] of [["<f2", [0, 0x3c, 1, 0]], ["|b1", [1, 0]]] as const) {
    const file = formatNpy(parseNpy(makeFile(header(descr, "(2,)"), Uint8Array.from(content))));
    assert.match(
      new TextDecoder("latin1").decode(file),
      new RegExp(`'descr': '${descr.replace("|", "\\|")}'`),
    );
    assert.deepEqual([...file.subarray(128)], [...content]);
  }
  const half = parseNpy(makeFile(header("<f2", "(2,)"), Uint8Array.of(0, 0x3c, 1, 0)));
  assert.deepEqual(half, { shape: [2], data: Float32Array.of(1, 2 ** -24), dtype: "float16" });
});

Deno.test("parseNpy() converts big-endian and Fortran-ordered data", () => {
  const big = parseNpy(makeFile(header(">i2", "(2,)"), Uint8Array.of(1, 2, 0xff, 0xfe)));
  assert.deepEqual(big.data, Int16Array.of(258, -2));
  // Element [i, j, k] of shape (2, 3, 2) is 100 i + 10 j + k; in Fortran order i runs fastest.
  const values = [0, 1].flatMap((k) => [0, 1, 2].flatMap((j) => [0, 1].map((i) => 100 * i + 10 * j + k)));
  const fortran = parseNpy(makeFile(header("|u1", "(2, 3, 2)", "True"), Uint8Array.from(values)));
  assert.deepEqual([...fortran.data], [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);
});

Deno.test("parseNpy() reads versions 2 and 3, scalars, empty arrays and Python 2's long sizes", () => {
  const two = Uint8Array.of(1, 2);
  assert.deepEqual(parseNpy(makeFile(header("|u1", "(2,)"), two, 2)).shape, [2]);
  assert.deepEqual(parseNpy(makeFile(header("|u1", "(2,)"), two, 3)).shape, [2]);
  assert.deepEqual(parseNpy(makeFile(header("|u1", "(2L, 1L)"), two)).shape, [2, 1]);
  assert.deepEqual(parseNpy(makeFile(header("|u1", "()"), two.subarray(1))), {
    shape: [],
    data: Uint8Array.of(2),
  });
  assert.deepEqual(parseNpy(makeFile(header("<f4", "(0, 5)"), new Uint8Array(0))).shape, [0, 5]);
});

Deno.test("parseNpy() reads from the middle of a buffer at any address", () => {
  const file = makeFile(header("<f8", "(1,)"), new Uint8Array(Float64Array.of(2.5).buffer));
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  assert.deepEqual(parseNpy(shifted.subarray(3)).data, Float64Array.of(2.5));
});

const BAD: [name: string, bytes: Uint8Array, message: RegExp][] = [
  ["an empty file", new Uint8Array(0), /x\.npy: it is empty/],
  ["another format", new TextEncoder().encode("PK\x03\x04 something else"), /not a \.npy file/],
  [
    "a cut header",
    formatNpy({ shape: [2], data: new Float32Array(2) }).subarray(0, 60),
    /cut off: its header claims 118/,
  ],
  [
    "a cut array",
    formatNpy({ shape: [2], data: new Float32Array(2) }).subarray(0, 133),
    /<f4 \[2\], 8 bytes, but 5 bytes/,
  ],
  ["bytes too many", makeFile(header("|u1", "(2,)"), new Uint8Array(3)), /has bytes after its array/],
  [
    "an absurd shape",
    makeFile(header("<f4", "(1000000, 1000000, 1000)"), new Uint8Array(4)),
    /but 4 bytes follow/,
  ],
  [
    "a shape beyond all numbers",
    makeFile(header("<f4", "(9999999999999999999999,)"), new Uint8Array(4)),
    /more than any file holds/,
  ],
  [
    "sizes whose product wraps to 0",
    makeFile(header("<f4", "(4294967296, 4294967296)"), new Uint8Array(0)),
    /more than any file holds/,
  ],
  ["a negative size", makeFile(header("<f4", "(-1,)"), new Uint8Array(4)), /shape is missing or damaged/],
  [
    "too many dimensions",
    makeFile(header("|u1", `(${"1, ".repeat(65)})`), new Uint8Array(1)),
    /shape is missing or damaged/,
  ],
  [
    "complex numbers",
    makeFile(header("<c8", "(1,)"), new Uint8Array(8)),
    /type "<c8"; supported are bool, int8/,
  ],
  ["objects", makeFile(header("|O", "(1,)"), new Uint8Array(8)), /type "\|O"/],
  [
    "records",
    makeFile("{'descr': [('a', '<i4')], 'fortran_order': False, 'shape': (1,), }", new Uint8Array(4)),
    /holds records/,
  ],
  [
    "version 9",
    makeFile(header("|u1", "(1,)"), new Uint8Array(1), 9),
    /version 9\.0 is unknown; 1 to 3 are known/,
  ],
  ["no shape", makeFile("{'descr': '<f4', 'fortran_order': False}", new Uint8Array(4)), /shape is missing/],
];

for (const [name, bytes, message] of BAD) {
  Deno.test(`parseNpy() rejects ${name}`, () => {
    assert.throws(() => parseNpy(bytes, "x.npy"), { name: "InputError", message });
  });
}

Deno.test("readNpy() rejects a missing file or a folder, naming it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await assert.rejects(readNpy(`${folder}/none.npy`), {
      name: "InputError",
      message: /none\.npy: no such file/,
    });
    await assert.rejects(readNpy(folder), {
      name: "InputError",
      message: /it is a folder, but a file is needed/,
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("formatNpy() rejects a shape that does not fit the data", () => {
  assert.throws(() => formatNpy({ shape: [2, 2], data: new Float32Array(3) }), RangeError);
});
