import assert from "node:assert/strict";
import { Command } from "commander";
import { diagnose } from "../../src/backend/doctor.ts";
import { register } from "../../tasks/doctor.ts";

Deno.test("diagnose() names every backend, the machine and the versions", async () => {
  const found = await diagnose();
  assert.deepEqual(found.backends.map(({ name }) => name), ["tensorflow", "webgpu", "wasm", "cpu"]);
  for (const { available, remedy } of found.backends) assert.equal(remedy === undefined, available);
  assert.equal(found.versions["@tensorflow/tfjs-core"], "4.22.0");
  assert.equal(found.versions["deno"], Deno.version.deno);
  assert.ok(found.machine.cores! > 0 && found.machine.memory! > 0);
  assert.ok(found.cache.folder !== null && found.cache.freeSpace! > 0);
});

Deno.test("diagnose() finds no fault in a machine without caches, programs or home", async () => {
  const kept = { ...Deno.env.toObject() };
  const folder = await Deno.makeTempDir();
  try {
    for (const name of ["HOME", "USERPROFILE", "XDG_CACHE_HOME", "CBM_CACHE_DIR", "LOCALAPPDATA"]) {
      Deno.env.delete(name);
    }
    Deno.env.set("PATH", folder);
    const found = await diagnose();
    assert.equal(found.tensorflow, null);
    assert.deepEqual(found.tools, { python3: null, pip: null, "g++": null });
    assert.deepEqual(found.cache, { folder: null, freeSpace: null, sizes: {} });
    assert.deepEqual(found.machine.nvidia, []);
    assert.deepEqual(found.backends.map(({ available }) => available).slice(2), [true, true]);
    assert.match(found.backends[0]!.remedy!, /deno task cbm setup/);
  } finally {
    for (const [name, value] of Object.entries(kept)) Deno.env.set(name, value);
    await Deno.remove(folder);
  }
});

Deno.test("doctor says that a broken addon is broken, and what to do", async () => {
  const folder = await Deno.makeTempDir();
  const kept = Deno.env.get("CBM_CACHE_DIR");
  const written: string[] = [];
  const log = console.log;
  try {
    const place = `${folder}/tensorflow/4.22.0-${Deno.build.os}-${Deno.build.arch}`;
    await Deno.mkdir(place, { recursive: true });
    await Deno.writeTextFile(`${place}/broken.node`, "no addon");
    await Deno.writeTextFile(
      `${place}/setup.json`,
      '{"addon": "broken.node", "tensorflow": "2.21.0", "source": "prebuilt"}',
    );
    Deno.env.set("CBM_CACHE_DIR", folder);
    console.log = (text) => written.push(text);
    const program = new Command();
    register(program);
    await program.parseAsync(["doctor"], { from: "user" });
  } finally {
    console.log = log;
    if (kept === undefined) Deno.env.delete("CBM_CACHE_DIR");
    else Deno.env.set("CBM_CACHE_DIR", kept);
    await Deno.remove(folder, { recursive: true });
  }
  assert.match(
    written.join("\n"),
    /✗ tensorflow: The addon does not work[^]*run `deno task cbm setup` again/,
  );
});
