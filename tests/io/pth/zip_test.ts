import assert from "node:assert/strict";
import { InputError } from "../../../src/errors.ts";
import { readZip } from "../../../src/io/pth/zip.ts";
import { type ArchiveEntry, archiveOf, joined } from "./archive.ts";

const refused = (bytes: Uint8Array, ...words: string[]) =>
  assert.rejects(readZip(bytes, "a.zip"), (error) => {
    assert.ok(error instanceof InputError, String(error));
    for (const word of ["a.zip", ...words]) assert.ok(error.message.includes(word), error.message);
    return true;
  });
const file = (name: string, given: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  name,
  content: "0123456789",
  ...given,
});

Deno.test("readZip() returns stored entries as views, with or without an archive comment", async () => {
  const bytes = archiveOf([file("a/b"), file("a/empty", { content: "" })]);
  const commented = joined(bytes.subarray(0, -2), Uint8Array.of(3, 0), "end");
  for (const archive of [bytes, commented]) {
    const entries = await readZip(archive, "a.zip");
    assert.deepEqual([...entries.keys()], ["a/b", "a/empty"]);
    assert.equal(new TextDecoder().decode(entries.get("a/b")), "0123456789");
    assert.equal(entries.get("a/b")!.buffer, archive.buffer);
  }
});

Deno.test("readZip() rejects names that leave the archive", async () => {
  for (const name of ["../a", "a/../../b", "/etc/passwd", "C:/a", "a\\..\\b", "a\0b", ""]) {
    await refused(archiveOf([file(name)]), "leave the archive");
  }
});

Deno.test("readZip() rejects zip bombs: compressed entries, entries larger than the file, and overlapping ones", async () => {
  await refused(archiveOf([file("a", { method: 8, packed: 10, size: 1 << 30 })]), '"a"', "1073741824");
  await refused(archiveOf([file("a", { method: 8 })]), "packed");
  await refused(archiveOf([file("a", { size: 1 << 30 })]), '"a"', "not within the file");
  await refused(archiveOf([file("a", { size: 0xffffffff })]), '"a"', "not within the file");
  await refused(archiveOf([file("a"), file("b", { start: 0 })]), "overlap");
});

Deno.test("readZip() rejects encrypted, repeated and damaged entries", async () => {
  await refused(archiveOf([file("a", { flags: 1 })]), "encrypted");
  await refused(archiveOf([file("a"), file("a")]), "twice");
  await refused(archiveOf([file("a", { checksum: 1 })]), '"a"', "damaged");
  const flipped = archiveOf([file("a")]);
  flipped[33] = flipped[33]! ^ 1;
  await refused(flipped, '"a"', "damaged");
});

Deno.test("readZip() rejects an archive that is truncated anywhere", async () => {
  const whole = archiveOf([file("a"), file("b")]);
  for (let length = 0; length < whole.length; length++) await refused(whole.slice(0, length));
  const directory = whole.length - 22;
  for (const place of [10, 16]) { // the number of entries, and the directory's place
    const wrong = whole.slice();
    wrong[directory + place] = 255;
    await refused(wrong);
  }
});
