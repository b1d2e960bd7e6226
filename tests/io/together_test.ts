import assert from "node:assert/strict";
import { join } from "@std/path";
import { InputError } from "../../src/errors.ts";
import { writeFilesTogether } from "../../src/io/together.ts";
import { snapshot } from "../end_to_end/run_files.ts";

Deno.test("writeFilesTogether() writes all files or changes none", async () => {
  const folder = await Deno.makeTempDir(), path = (name: string) => join(folder, name);
  try {
    const files = new Map<string, string | Uint8Array>([[path("a.txt"), "a"]]);
    await writeFilesTogether(files.set(path("new/b.txt"), new Uint8Array(3)));
    await Deno.mkdir(path("c.txt"));
    const before = await snapshot(folder);
    assert.equal(before.size, 2);
    const inTheWay = new Map([[path("a.txt"), "changed"], [path("d.txt"), "d"], [path("c.txt"), "c"]]);
    await assert.rejects(
      writeFilesTogether(inTheWay),
      (error) => error instanceof InputError && error.message.startsWith(`Cannot write ${path("c.txt")}: `),
    );
    assert.deepEqual(await snapshot(folder), before);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
