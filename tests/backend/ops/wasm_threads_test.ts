/** WebAssembly gives the same bits for any number of threads. */
import assert from "node:assert/strict";
import { dirname, fromFileUrl, join } from "@std/path";

const SCRIPT = join(dirname(fromFileUrl(import.meta.url)), "wasm_threads_numbers.ts");

/** A hash of the results of convolutions, matrix products and their gradients, and the number of threads used. */
async function compute(threads: number): Promise<{ hashes: string[]; threads: number }> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-read", "--allow-env", "--allow-sys", SCRIPT],
    env: { CBM_WASM_THREADS: String(threads) },
    stdout: "piped",
    stderr: "piped",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

Deno.test("wasm gives the same bits on one, two and three threads", async () => {
  const [one, two, three] = [await compute(1), await compute(2), await compute(3)];
  assert.deepEqual([one.threads, two.threads, three.threads], [1, 2, 3]);
  assert.equal(new Set(one.hashes).size, one.hashes.length);
  assert.deepEqual(two.hashes, one.hashes);
  assert.deepEqual(three.hashes, one.hashes);
});
