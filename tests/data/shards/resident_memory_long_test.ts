import assert from "node:assert/strict";
import sharp from "sharp";
import { withFiles } from "../image_files.ts";

Deno.test("the process that decodes and reads a set of three times the memory cap grows by no more than the cap", () => {
  const MEBIBYTE = 2 ** 20, SIDE = 256, CAP = 256 * MEBIBYTE, count = 3 * CAP / (SIDE ** 2 * 3);
  // As from a camera: several times larger than the decoded set's images.
  const pixels = Uint8Array.from({ length: 480 * 640 * 3 }, (_, k) => (k >> 7) % 256);
  const photograph = sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } }).jpeg().toBuffer();
  return withFiles({ "a.jpg": photograph, "b.jpg": photograph }, async (root) => {
    const program = new URL("./resident_memory.ts", import.meta.url).href;
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--allow-read", "--allow-write"]
        .concat(["--allow-env", "--allow-sys", "--allow-ffi", program, root])
        .concat([count, SIDE, CAP].map(String)),
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    const { growth, held } = JSON.parse(new TextDecoder().decode(stdout));
    assert.ok(held > CAP / 2, `${held} bytes held`);
    assert.ok(growth <= CAP, `the process grew by ${(growth / MEBIBYTE).toFixed(0)} MiB`);
  });
});
