import assert from "node:assert/strict";
import { join } from "@std/path";
import { InputError, UsageError } from "../../src/errors.ts";
import { configDifferences, resolveConfig, runName } from "../../src/experiment/config.ts";
import { identifyContents } from "../../src/experiment/contents.ts";
import { sha256Hex } from "../../src/io/hash.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { jpegOf } from "./small_images.ts";

const config = (given: Record<string, unknown>) => resolveConfig(given, "x");
const identified = (given: Record<string, unknown>) => identifyContents(config(given));

/** Writes texts to files of a folder. */
async function write(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) await Deno.writeTextFile(join(folder, name), text);
}

Deno.test("a run is identified by the contents of its method's files, not by their paths", async () => {
  await inTempDir(async (folder) => {
    await write(folder, { "a.npy": "one", "b.npy": "one", "c.npy": "two" });
    for (const option of ["cbm:max=0.3,salience", "lscl:similarity", "lscl:vectors"]) {
      const [a, b, c] = await Promise.all(
        ["a", "b", "c"].map((name) =>
          identified({ method: `${option}=${join(folder, name)}.npy+cutmix`, label: "x" })
        ),
      );
      const key = option.replace(/:.*?(\w+)$/, ":$1");
      assert.deepEqual(a!.contents, { [key]: sha256Hex("one") });
      assert.equal(runName(a!), runName(b!));
      assert.deepEqual(configDifferences(a!, b!), []);
      assert.notEqual(runName(a!), runName(c!));
      assert.deepEqual(configDifferences(a!, c!), ["method"]);
    }
    assert.throws(() => runName(config({ method: `cbm:salience=${folder}/a.npy` })), /identifyContents/);
  });
});

Deno.test("a run on a folder of images is identified by its pixels and labels", async () => {
  await inTempDir(async (folder) => {
    const before = Deno.env.get("CBM_CACHE_DIR");
    Deno.env.set("CBM_CACHE_DIR", join(folder, "cache"));
    try {
      for (const [place, grey] of [["here", 40], ["there", 40], ["other", 90]] as const) {
        for (const [name, shift] of [["cat", 0], ["dog", 100]] as const) {
          await Deno.mkdir(join(folder, place, name), { recursive: true });
          for (const k of [0, 1, 2]) {
            await Deno.writeFile(join(folder, place, name, `${k}.jpg`), await jpegOf(8, grey + shift + k));
          }
        }
      }
      const named = (place: string) =>
        identified({ dataset: `image-folder:path=${join(folder, place)},size=8` });
      const [here, there, other] = [await named("here"), await named("there"), await named("other")];
      assert.equal(runName(here), runName(there));
      assert.notEqual(runName(here), runName(other));
      assert.deepEqual(configDifferences(here, other), ["dataset"]);
      await Deno.remove(join(folder, "here"), { recursive: true });
      assert.deepEqual(await identifyContents(here), here, "a run that is known may have lost its images");
    } finally {
      if (before === undefined) Deno.env.delete("CBM_CACHE_DIR");
      else Deno.env.set("CBM_CACHE_DIR", before);
    }
  });
});

Deno.test("identifyContents() rejects a missing file, or another one than the configuration's", async () => {
  await inTempDir(async (folder) => {
    const method = `cbm:salience=${join(folder, "p.npy")}`;
    await assert.rejects(identified({ method }), InputError);
    const contents = { "cbm:salience": sha256Hex("as it was") };
    assert.deepEqual((await identified({ method, contents })).contents, contents);
    await write(folder, { "p.npy": "another" });
    await assert.rejects(
      identified({ method, contents }),
      (error) => error instanceof UsageError && /p\.npy.*"contents"/.test(error.message),
    );
  });
});
