import assert from "node:assert/strict";
import { hashFile, runningHash, sha256Hex } from "../../src/io/hash.ts";

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // FIPS 180-2, example B.1

Deno.test("sha256Hex() hashes text and bytes one after the other", () => {
  assert.equal(sha256Hex("abc"), ABC);
  assert.equal(sha256Hex("a", new TextEncoder().encode("b"), "c"), ABC);
});

Deno.test("runningHash() equals the hash of the concatenated pieces", () => {
  const hash = runningHash("sha256");
  hash.update("ab");
  hash.update("c");
  assert.equal(hash.hex(), ABC);
});

Deno.test("hashFile() reads files larger than its buffer, and names missing ones", async () => {
  const path = await Deno.makeTempFile();
  try {
    const bytes = new Uint8Array(2_500_000).map((_, i) => i % 251);
    await Deno.writeFile(path, bytes);
    assert.equal(await hashFile(path, "sha256"), sha256Hex(bytes));
    await Deno.writeTextFile(path, "abc");
    assert.equal(await hashFile(path, "md5"), "900150983cd24fb0d6963f7d28e17f72"); // RFC 1321
  } finally {
    await Deno.remove(path);
  }
  await assert.rejects(hashFile(path, "md5"), { name: "InputError", message: /no such file/ });
});
