import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import { InputError } from "../../../src/errors.ts";
import { parsePth, readPth } from "../../../src/io/pth/mod.ts";
import { checkpointOf, joined, tensorPickle } from "./archive.ts";

const fixture = (name: string) => fromFileUrl(new URL(`./fixtures/${name}`, import.meta.url));

/** Asserts that a file is rejected with these words. */
const refused = (bytes: Uint8Array, ...words: string[]) =>
  assert.rejects(parsePth(bytes, "model.pth"), (error) => {
    assert.ok(error instanceof InputError, String(error));
    for (const word of ["model.pth", ...words]) assert.ok(error.message.includes(word), error.message);
    return true;
  });

Deno.test("readPth() reads tensors of every type, views and expanded tensors as PyTorch holds them", async () => {
  const tensors = await readPth(fixture("types.pth"));
  const plain = Object.fromEntries(
    [...tensors].map(([name, { dtype, shape, data }]) => [name, [dtype, shape, Array.from<unknown>(data)]]),
  );
  assert.deepEqual(plain, {
    window: ["F32", [2, 3], [8, 9, 10, 14, 15, 16]],
    transposed: ["F32", [6, 4], Array.from({ length: 24 }, (_, k) => (k % 4) * 6 + Math.floor(k / 4))],
    half: ["F16", [3], [0.5, -2, 2 ** -23]],
    bfloat16: ["BF16", [2], [0.5, -3]],
    double: ["F64", [1], [1 / 3]],
    int64: ["I64", [2], [-1n, 2n ** 40n]],
    int32: ["I32", [1], [-7]],
    uint8: ["U8", [1], [255]],
    bool: ["BOOL", [2], [1, 0]],
    empty: ["F32", [0, 3], []],
    scalar: ["F32", [], [3.5]],
    expanded: ["F32", [5], [1, 1, 1, 1, 1]],
    parameter: ["F32", [2], [1, 1]],
    "layer.0.weight": ["F32", [1], [1]],
  });
});

Deno.test("readPth() reads a training checkpoint and skips its optimizer", async () => {
  const names = [...(await readPth(fixture("cvt_official.pth"))).keys()];
  assert.ok(names.includes("module.norm.weight"));
  assert.ok(names.every((name) => name.startsWith("module.")), names.join());
});

Deno.test("readPth() rejects a file that would run code, naming the call", async () => {
  const says = (word: string) => (error: unknown) =>
    error instanceof InputError && error.message.includes(word) &&
    error.message.includes("must not run code");
  await assert.rejects(readPth(fixture("calls_os_system.pth")), says('"posix.system"'));
  await assert.rejects(readPth(fixture("whole_module.pth")), says('"torch.nn.modules.linear.Linear"'));
  const pickle = (code: string) => checkpointOf(joined(Uint8Array.of(0x80, 2), code));
  for (const name of ["os.system", "builtins.eval", "torch.load", "torch.hub.load", "collections.deque"]) {
    const dot = name.lastIndexOf(".");
    const global = `c${name.slice(0, dot)}\n${name.slice(dot + 1)}\n`;
    await refused(pickle(`${global}(X\x01\x00\x00\x00atR.`), JSON.stringify(name), "must not run code");
  }
  // The operations of protocol 0 and 2 that make an instance of a class.
  for (const code of ["(ios\nsystem\n.", "(o."]) await refused(pickle(code), "must not run code");
  await refused(
    checkpointOf(joined(Uint8Array.of(0x80, 2, 0x29, 0x29, 0x81), ".")),
    "0x81",
    "must not run code",
  );
});

Deno.test("readPth() rejects files that expand in memory", async () => {
  const grows = (error: unknown) => error instanceof InputError && error.message.includes("8 times the file");
  await assert.rejects(readPth(fixture("bomb.pth")), grows);
  await refused(
    checkpointOf(tensorPickle({ shape: [2 ** 30], strides: [0] })),
    '"weight"',
    "8 times the file",
  );
});

Deno.test("parsePth() rejects tensors that extend beyond their storage", async () => {
  assert.deepEqual(
    (await parsePth(checkpointOf(tensorPickle({ shape: [2, 2], strides: [1, 2] })))).get("weight")!.shape,
    [2, 2],
  );
  for (const wrong of [{ shape: [5] }, { offset: 1 }, { strides: [2] }, { shape: [2 ** 30, 2 ** 30] }]) {
    await refused(
      checkpointOf(tensorPickle({ strides: wrong.shape?.map(() => 1) ?? [1], ...wrong })),
      '"weight"',
    );
  }
  await refused(checkpointOf(tensorPickle({ shape: [-1] })), "damaged");
  await refused(checkpointOf(tensorPickle({ length: 5 })), "16 bytes", "20");
  await refused(checkpointOf(tensorPickle({ type: "ComplexFloatStorage" })), '"torch.ComplexFloatStorage"');
});

Deno.test("parsePth() rejects other formats with a remedy", async () => {
  await refused(Deno.readFileSync(fixture("before_1_6.pth")), "before 1.6", "torch.save");
  await refused(new TextEncoder().encode("not a checkpoint"), "not a zip archive");
  await refused(checkpointOf(tensorPickle(), { byteorder: "big" }), "big-endian");
  await refused(checkpointOf(joined(Uint8Array.of(0x80, 2), "]."), {}), "no named tensors");
  const second = { name: "other/data.pkl", content: tensorPickle() };
  await refused(checkpointOf(tensorPickle(), { more: [second] }), "no checkpoint of PyTorch", "2 data.pkl");
});

Deno.test("parsePth() rejects a pickle that is truncated, cyclic or nested without end", async () => {
  const whole = tensorPickle();
  for (let length = 0; length < whole.length; length++) {
    await assert.rejects(parsePth(checkpointOf(whole.slice(0, length))), InputError, String(length));
  }
  // {"state_dict": itself}
  const self = joined(Uint8Array.of(0x80, 2), "}q\0X\x0a\0\0\0state_dicth\0s.");
  await refused(checkpointOf(self), "no named tensors");
  // Twenty dictionaries, each with the one before under ten names: 10^20 paths.
  const level = (k: number) =>
    `}q${String.fromCharCode(k + 1)}` +
    Array.from({ length: 10 }, (_, name) => `K${String.fromCharCode(name)}h${String.fromCharCode(k)}s`).join(
      "",
    );
  const deep = `}q\0${Array.from({ length: 20 }, (_, k) => level(k)).join("")}.`;
  await refused(checkpointOf(joined(Uint8Array.of(0x80, 2), deep)), "no named tensors");
});
