import assert from "node:assert/strict";
import { pictures } from "./pictures.ts";

for (const [path, draw] of Object.entries(pictures)) {
  Deno.test(`${path} follows from the committed results`, async () => {
    const file = new URL(`../${path}`, import.meta.url);
    assert.equal(await Deno.readTextFile(file), await draw(), "run `deno task picture`");
  });
}
