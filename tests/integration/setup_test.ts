/**
 * A real setup from nothing, with real downloads and a real build: some 300 MB and a minute. Runs where
 * CBM_TEST_SETUP=1, and then fails with setup's own words if the machine lacks something.
 */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { makeSandbox } from "../backend/setup_sandbox.ts";

const ignore = Deno.env.get("CBM_TEST_SETUP") !== "1";

Deno.test({
  name: "setup from nothing gives an addon that works; a second one finds it; --remove undoes it",
  ignore,
}, async () => {
  const sandbox = await makeSandbox();
  try {
    const first = await sandbox.run(["--device", "cpu"], { keepPath: true });
    assert.equal(first.code, 0, first.output);
    assert.match(first.output, /\nDone: TensorFlow [\d.]+ on the CPU/);
    const [folder] = await sandbox.made();
    const note = JSON.parse(
      await Deno.readTextFile(join(sandbox.cache, "tensorflow", folder!, "setup.json")),
    );
    assert.equal(note.gpu, false);

    const second = await sandbox.run(["--device", "cpu"], { keepPath: true });
    assert.equal(second.code, 0, second.output);
    assert.match(second.output, /\nAlready set up/);
    assert.doesNotMatch(second.output, /Downloading|Building/);

    // A library that has gone is noticed, and setup makes it good.
    await Deno.writeTextFile(join(sandbox.cache, "tensorflow", folder!, note.addon), "damaged");
    const third = await sandbox.run(["--device", "cpu"], { keepPath: true });
    assert.equal(third.code, 0, third.output);
    assert.match(third.output, /does not work[^]*Rebuilding it[^]*\nDone/);

    assert.equal((await sandbox.run(["--remove"])).code, 0);
    assert.deepEqual(await sandbox.made(), []);
  } finally {
    await sandbox.remove();
  }
});
