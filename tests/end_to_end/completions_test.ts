import assert from "node:assert/strict";
import { bashScript } from "../../tasks/completion_scripts.ts";
import { cbmHere, doneHere } from "./in_process.ts";

Deno.test("completions are printed for known shells", async () => {
  for (const shell of ["zsh", "fish"]) {
    assert.match(
      (await doneHere(["completions", shell])).stdout,
      /resnet18[^]*reproduce|reproduce[^]*resnet18/,
    );
  }
  const { code, stderr } = await cbmHere(["completions", "tcsh"]);
  assert.equal(code, 2);
  assert.match(stderr, /bash, zsh, fish/);
});

Deno.test("bashScript() quotes what a shell would interpret", () => {
  const option = { flag: "--mark", help: "", takesValue: true, values: ["it's"] };
  const script = bashScript([{ name: "try", summary: "", values: [], options: [option] }]);
  assert.ok(script.includes(`_cbm_reply 'it'\\''s'`), script);
});
