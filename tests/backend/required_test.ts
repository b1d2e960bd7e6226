/** CBM_TEST_REQUIRE, in processes that find no native TensorFlow. */
import assert from "node:assert/strict";
import { fromFileUrl } from "@std/path";
import { inTempDir, type Outcome, projectRoot, readOutcome } from "../end_to_end/command.ts";

/** Runs one test of a file that needs TensorFlow. */
async function runTest(file: string, filter: string, required: string): Promise<Outcome> {
  let outcome!: Outcome;
  await inTempDir(async (folder) => {
    const path = fromFileUrl(new URL(file, import.meta.url));
    const command = new Deno.Command(Deno.execPath(), {
      args: ["test", "--no-prompt", "--no-check", "-A", "--filter", filter, path],
      cwd: projectRoot,
      env: { NO_COLOR: "1", CBM_CACHE_DIR: folder, CBM_TEST_REQUIRE: required },
    });
    outcome = readOutcome(await command.output());
  });
  return outcome;
}

const TESTS = [
  ["./mod_test.ts", "in TensorFlow.js and describes it, on tensorflow"],
  ["./ops/half_test.ts", "toHalf() keeps eight significant bits"],
] as const;

for (const [file, filter] of TESTS) {
  Deno.test(`"${filter}" is left out without TensorFlow, and fails where it is required`, async () => {
    const plain = await runTest(file, filter, "");
    assert.equal(plain.code, 0, plain.stdout + plain.stderr);
    assert.match(plain.stdout, /ok \| 0 passed \| 0 failed \| 1 ignored/);
    const strict = await runTest(file, filter, "webgpu, tensorflow");
    assert.equal(strict.code, 1, strict.stdout + strict.stderr);
    assert.match(strict.stdout, /FAILED \| 0 passed \| 1 failed/);
    assert.match(strict.stdout, /tensorflow.*not set up.*: run `deno task cbm setup`/i);
  });
}

Deno.test("CBM_TEST_REQUIRE rejects a backend that does not exist", async () => {
  const { code, stdout } = await runTest(...TESTS[0], "tensorflw");
  assert.equal(code, 1);
  assert.match(stdout, /CBM_TEST_REQUIRE names "tensorflw": known are tensorflow, webgpu, wasm, cpu/);
});
