import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { writeAll, writeAtomically, writeFileAtomic, writeJsonAtomic } from "../../src/io/atomic.ts";

const inTempDir = async (use: (folder: string) => Promise<void>): Promise<void> => {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
};

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("writeFileAtomic() makes parent folders and replaces what was there", () =>
  inTempDir(async (folder) => {
    const path = `${folder}/a/b/note.txt`;
    await writeFileAtomic(path, "first, and longer");
    await writeFileAtomic(path, "zweitens: ü");
    assert.equal(await Deno.readTextFile(path), "zweitens: ü");
    assert.deepEqual(names(`${folder}/a/b`), ["note.txt"]);
  }));

Deno.test("writeJsonAtomic() writes indented JSON that ends with a newline", () =>
  inTempDir(async (folder) => {
    await writeJsonAtomic(`${folder}/x.json`, { ratio: 0.4 });
    assert.equal(await Deno.readTextFile(`${folder}/x.json`), '{\n  "ratio": 0.4\n}\n');
  }));

Deno.test("a write that fails half-way leaves the old file and no temporary one", () =>
  inTempDir(async (folder) => {
    const path = `${folder}/state.bin`;
    await writeFileAtomic(path, "old");
    const failing = writeAtomically(path, async (file) => {
      await writeAll(file, new Uint8Array(1000));
      const full = new Error("No space left on device (os error 28)");
      throw Object.assign(full, { code: "ENOSPC" });
    });
    await assert.rejects(failing, (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /state\.bin: the disk is full; free some space/);
      return true;
    });
    assert.equal(await Deno.readTextFile(path), "old");
    assert.deepEqual(names(folder), ["state.bin"]);
  }));

Deno.test("simultaneous writers of one file do not mix", () =>
  inTempDir(async (folder) => {
    const path = `${folder}/shared.txt`, texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(50_000));
    await Promise.all(texts.map((text) => writeFileAtomic(path, text)));
    assert.ok(texts.includes(await Deno.readTextFile(path)));
    assert.deepEqual(names(folder), ["shared.txt"]);
  }));

Deno.test("writeFileAtomic() names the path and the remedy if a folder or a file is in the way", () =>
  inTempDir(async (folder) => {
    await writeFileAtomic(`${folder}/taken/inside.txt`, "x");
    await assert.rejects(writeFileAtomic(`${folder}/taken`, "y"), {
      name: "InputError",
      message: `Cannot write ${folder}/taken: it is a folder, but a file is needed`,
    });
    await assert.rejects(writeFileAtomic(`${folder}/taken/inside.txt/deeper.txt`, "y"), {
      name: "InputError",
      message: /a part of the path is a file, but a folder is needed/,
    });
    assert.deepEqual(names(folder), ["taken"]);
  }));

Deno.test("an error that is not from the file system is passed on unchanged", () =>
  inTempDir(async (folder) => {
    const fault = new RangeError("a fault of the program");
    await assert.rejects(
      writeAtomically(`${folder}/x`, () => Promise.reject(fault)),
      (error) => error === fault,
    );
    assert.deepEqual(names(folder), []);
  }));
