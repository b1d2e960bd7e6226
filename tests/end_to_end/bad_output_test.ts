/** Unwritable places, and folders with other contents. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { writeNpy } from "../../src/io/npy.ts";
import { makeUpRuns } from "../analysis/made_up_runs.ts";
import { assertRefused, cbmDone, cbmRefused, denoArguments, inTempDir, readOutcome } from "./command.ts";
import { refusedHere } from "./in_process.ts";
import { snapshot, tinyTrain } from "./run_files.ts";

Deno.test("cbm train writes only to a new or empty folder", async () => {
  await inTempDir(async (folder) => {
    const env = { CBM_CACHE_DIR: join(folder, "cache") };
    const run = join(folder, "run"), other = join(folder, "other"), file = join(folder, "file");
    await cbmDone(tinyTrain(run, "--epochs", "1", "--quiet"), { env });
    const before = await snapshot(run);
    await cbmRefused(tinyTrain(run, "--epochs", "1"), 2, [run, "--resume"], { env });
    await refusedHere(tinyTrain(run, "--epochs", "2", "--resume"), 2, [run, "a different run", "epochs"], {
      env,
    });
    assert.deepEqual(await snapshot(run), before);

    await Deno.mkdir(other);
    await Deno.writeTextFile(join(other, "thesis.txt"), "dear");
    for (const resume of [[], ["--resume"]]) {
      await refusedHere(tinyTrain(other, ...resume), 2, [other, "other files", "empty folder"], { env });
    }
    assert.deepEqual([...Deno.readDirSync(other)].map(({ name }) => name), ["thesis.txt"]);

    await Deno.writeTextFile(file, "dear");
    await refusedHere(tinyTrain(file), 2, [file, "not a folder"], { env });
    await refusedHere(tinyTrain(join(file, "run")), 2, [join(file, "run")], { env });
    assert.equal(await Deno.readTextFile(file), "dear");
  });
});

Deno.test("unwritable output is reported by path before the work starts, and leaves nothing behind", async () => {
  await inTempDir(async (folder) => {
    const images = join(folder, "x.npy"), file = join(folder, "file");
    await writeNpy(images, { shape: [1, 8, 8, 3], data: new Uint8Array(192) });
    await Deno.writeTextFile(file, "dear");
    const under = join(file, "p.npy");
    await refusedHere(["salience", "--images", images, "--out", under], 1, [under, "file"]);
    await refusedHere(["salience", "--images", images, "--out", folder], 1, [folder, "folder"]);
    // Images and weights are missing too: the output path was checked first.
    const absent = ["--images", join(folder, "nothing.npy"), "--out", under];
    await refusedHere(["salience", ...absent], 1, [under]);
    await refusedHere(["mask", "--salience", images, "--ratio", "0.1", ...absent], 1, [under]);
    const model = ["--model", "resnet18", "--classes", "2", "--weights", images];
    await refusedHere(["predict", ...model, ...absent], 1, [under]);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), ["file", "x.npy"]);
  });
});

/** A small file system in its own namespace, which disappears with the process. */
async function withMount(
  options: string,
  folder: string,
  args: readonly string[],
): Promise<Deno.CommandOutput> {
  const script = `mount -t tmpfs -o ${options} tmpfs "$0" && "$@"; code=$?; ls -AR "$0" >&2; exit $code`;
  return await new Deno.Command("unshare", {
    args: ["--map-root-user", "--mount", "sh", "-c", script, folder, ...args],
    env: { NO_COLOR: "1", CBM_CACHE_DIR: join(folder, "..", "cache") },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
}

async function canMount(): Promise<boolean> {
  const folder = await Deno.makeTempDir();
  try {
    return (await withMount("size=64k", folder, ["true"])).success;
  } catch {
    return false; // there is no `unshare`
  } finally {
    await Deno.remove(folder);
  }
}

// Needs Linux and permission to create namespaces.
const ignore = !await canMount();

Deno.test({
  name: "full and read-only disks are reported as such, and no partial file is left",
  ignore,
  fn: async () => {
    await inTempDir(async (folder) => {
      const mounted = join(folder, "mounted"), images = join(folder, "x.npy");
      await Deno.mkdir(mounted);
      await writeNpy(images, { shape: [9000, 8, 8, 3], data: new Uint8Array(9000 * 192) });
      const out = join(mounted, "p.npy");
      const salience = denoArguments(["salience", "--images", images, "--out", out, "--quiet"]);
      const full = readOutcome(await withMount("size=128k", mounted, [Deno.execPath(), ...salience]));
      assertRefused(full, 1, [out, "disk is full"]);
      assert.ok(!/tmp$/m.test(full.stderr.split("\n").slice(1).join("\n")), full.stderr);

      const readOnly = readOutcome(await withMount("ro", mounted, [Deno.execPath(), ...salience]));
      assertRefused(readOnly, 1, [out, "read-only"]);

      const run = join(mounted, "run"), train = denoArguments(tinyTrain(run, "--epochs", "1", "--quiet"));
      const noRun = readOutcome(await withMount("ro", mounted, [Deno.execPath(), ...train]));
      assertRefused(noRun, 1, [run, "read-only"]);
      const halfRun = readOutcome(await withMount("size=32k", mounted, [Deno.execPath(), ...train]));
      assertRefused(halfRun, 1, [run, "disk is full"]);

      const runs = join(folder, "runs");
      await makeUpRuns(runs);
      const report = denoArguments(["report", runs, "--out", join(mounted, "report"), "--quiet"]);
      const noReport = readOutcome(await withMount("size=160k", mounted, [Deno.execPath(), ...report]));
      assertRefused(noReport, 1, [join(mounted, "report"), "disk is full"]);
      assert.ok(!/^(\..*tmp|table.*|report\.html|.*svg)$/m.test(noReport.stderr), noReport.stderr);
    });
  },
});
