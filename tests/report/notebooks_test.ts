import { join } from "@std/path";
import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { failure } from "../../src/report/jupyter.ts";
import { renderNotebooks, withoutForeignScripts } from "../../src/report/notebooks.ts";

Deno.test("renderNotebooks() says if it finds no notebooks", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await assert.rejects(
      renderNotebooks({ out: join(folder, "out"), folder }),
      /No notebooks \(\*\.ipynb\) found in/,
    );
    const missing = join(folder, "missing");
    await assert.rejects(renderNotebooks({ out: join(folder, "out"), folder: missing }), InputError);
    await assert.rejects(Deno.stat(join(folder, "out")), Deno.errors.NotFound);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("failure() describes the failed cell, without Python's traceback", () => {
  const words = 'Traceback (most recent call last):\n  File "/usr/bin/jupyter-nbconvert", line 8\n' +
    "nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:\n" +
    "------------------\nthrow new Error(1)\n------------------\n\n\x1b[31mError: 1\x1b[39m\n\n";
  const told = failure(words);
  assert.match(told, /^An error occurred while executing the following cell:\n-+\nthrow new Error\(1\)\n/);
  assert.match(told, /\nError: 1$/);
  assert.equal(failure("one\ntwo\n"), "one\ntwo");
});

Deno.test("withoutForeignScripts() leaves a page that loads nothing from the network", () => {
  const page = '<script src="https://example.org/a.js"> </script><script>own()</script><p>text</p>' +
    "<script type='text/javascript' src='//example.org/b.js'></script>";
  assert.equal(withoutForeignScripts(page), "<script>own()</script><p>text</p>");
});
