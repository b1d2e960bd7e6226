import assert from "node:assert/strict";
import { join } from "@std/path";
import { InputError } from "../../src/errors.ts";
import { checkWritable } from "../../src/io/check_writable.ts";

Deno.test("checkWritable() tries the nearest existing folder, and leaves nothing behind", async () => {
  const folder = await Deno.makeTempDir(), file = join(folder, "file");
  try {
    await Deno.writeTextFile(file, "dear");
    await checkWritable(file);
    await checkWritable(join(folder, "new", "folder", "a.npy"));
    for (const path of [folder, join(file, "a.npy"), join(file, "new", "a.npy")]) {
      await assert.rejects(
        checkWritable(path),
        (error) => error instanceof InputError && error.message.startsWith(`Cannot write ${path}: `),
      );
    }
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
    assert.equal(await Deno.readTextFile(file), "dear");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
