/**
 * `deno task setup`: makes the native TensorFlow backend work, whatever the machine offers.
 *
 * Everything is made in a folder beside its final place, tried there in a process of its own, and renamed at the
 * end; so a setup that fails or is interrupted leaves what was there before.
 *
 * @module
 */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { writeJsonAtomic } from "../../io/atomic.ts";
import { buildAddon } from "./build.ts";
import { needSpace } from "./disk.ts";
import { addonFolder, type AddonNote, type NativeAddon, NOTE, readAddon, tensorflowFolder } from "./location.ts";
import { withLock } from "./lock.ts";
import { findPlatform, PACKAGE_VERSION, type Platform, PREBUILT_TENSORFLOW_VERSION } from "./platform.ts";
import { fetchPrebuilt } from "./prebuilt.ts";
import { runProgram } from "./program.ts";
import type { SetupStep } from "./step.ts";
import { type AddonReport, verifyAddon } from "./verify.ts";
import { downloadTensorflow, findInstalledTensorflow } from "./wheel.ts";

/** Which device the addon is to compute on; `auto`: the GPU if there is an NVIDIA one. */
export type SetupDevice = "auto" | "cpu" | "gpu";

/** What {@linkcode setupTensorflow} did. */
export interface SetupResult {
  readonly addon: NativeAddon;
  /** Whether it was there before and works. */
  readonly alreadyThere: boolean;
}

/**
 * Sets up the native TensorFlow addon in the user's cache: the package's own prebuilt one if it can be had, else
 * one built from the package's source against an installed or downloaded TensorFlow wheel. Does nothing but try
 * it if it is there already.
 *
 * @param options the device, who is told what happens, and a signal that stops it
 * @returns the addon in place, tried by a computation and a gradient
 * @throws {InputError} if no way works, with what each of them lacks
 */
export async function setupTensorflow(
  { device = "auto", say = () => {}, signal = new AbortController().signal }: {
    device?: SetupDevice;
    say?: (message: string) => void;
    signal?: AbortSignal;
  } = {},
): Promise<SetupResult> {
  const platform = findPlatform();
  if (platform === undefined) {
    throw new InputError(
      `There is no TensorFlow to build against for ${Deno.build.os} on ${Deno.build.arch}` +
        (Deno.build.os === "windows" ? ": use WSL2" : "") + "; the wasm backend works without it",
    );
  }
  const step: SetupStep = { say, signal };
  const root = tensorflowFolder();
  try {
    return await withLock(root, () => say("Another setup is running; waiting for it …"), async () => {
      await removeLeftovers(root, say);
      const gpu = device === "gpu" || device === "auto" && await hasNvidiaGpu(signal);
      const there = await tryExisting(gpu, device, step);
      if (there !== undefined) return { addon: there, alreadyThere: true };
      return { addon: await make(platform, root, gpu, step), alreadyThere: false };
    });
  } catch (error) {
    throw explainFileError(error, "set up TensorFlow in", root);
  }
}

/**
 * Removes all that {@linkcode setupTensorflow} made.
 *
 * @returns the folder that was removed; undefined if there was none
 */
export async function removeTensorflow(): Promise<string | undefined> {
  const root = tensorflowFolder();
  if (!await Deno.stat(root).then(() => true, () => false)) return undefined;
  try {
    await withLock(root, () => {}, () => Deno.remove(root, { recursive: true }));
  } catch (error) {
    throw explainFileError(error, "remove", root);
  }
  return root;
}

/** Folders that an interrupted setup left; nobody works in them, as we hold the lock. */
async function removeLeftovers(root: string, say: (message: string) => void): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(root)) {
    if (!isDirectory || !name.startsWith(".making-") && !name.startsWith(".old-")) continue;
    say("Removing what an interrupted setup left …");
    await Deno.remove(join(root, name), { recursive: true });
  }
}

/** Whether NVIDIA's tool lists a GPU. */
export async function hasNvidiaGpu(signal?: AbortSignal): Promise<boolean> {
  const result = await runProgram("nvidia-smi", ["-L"], signal === undefined ? {} : { signal });
  return result?.ok === true && /^GPU \d/m.test(result.stdout);
}

async function tryExisting(gpu: boolean, device: SetupDevice, step: SetupStep): Promise<NativeAddon | undefined> {
  const addon = await readAddon(addonFolder());
  if (addon === undefined) return undefined;
  step.say(`There is an addon for TensorFlow ${addon.tensorflow}; trying it …`);
  try {
    const report = await verifyAddon(addon.folder, step.signal);
    if (report.gpu === gpu || device === "auto" && !gpu) return addon;
    step.say(`It computes on the ${report.gpu ? "GPU" : "CPU"}; making one for the ${gpu ? "GPU" : "CPU"}`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    step.say(`${error.message}\nMaking it anew`);
  }
  return undefined;
}

/** One way to get an addon: puts it into an empty folder and says what it is. */
type Way = (work: string) => Promise<Omit<AddonNote, "gpu" | "package"> | undefined>;

async function make(platform: Platform, root: string, gpu: boolean, step: SetupStep): Promise<NativeAddon> {
  await needSpace(root, gpu ? 9 : 2);
  const failures: string[] = [];
  for (const way of waysToGet(platform, gpu, step)) {
    const work = await Deno.makeTempDir({ dir: root, prefix: ".making-" });
    try {
      const made = await way(work);
      if (made === undefined) continue;
      const note: AddonNote = { ...made, package: PACKAGE_VERSION, gpu };
      await writeJsonAtomic(join(work, NOTE), note);
      step.say("Trying it: a computation and a gradient in a process of its own …");
      const report = await verifyAddon(work, step.signal);
      checkReport(report, gpu);
      await writeJsonAtomic(join(work, NOTE), { ...note, ...report });
      return await place(work, root);
    } catch (error) {
      const failure = explainFileError(error, "write in", work);
      if (!(failure instanceof InputError)) throw error;
      step.say(`That did not work: ${failure.message}`);
      failures.push(failure.message);
    } finally {
      await Deno.remove(work, { recursive: true }).catch(() => {});
    }
  }
  throw new InputError(
    `Cannot set up the tensorflow backend (everything else works without it):\n` +
      failures.map((failure) => `- ${failure}`).join("\n"),
  );
}

function checkReport(report: AddonReport, gpu: boolean): void {
  if (!gpu || report.gpu) return;
  throw new InputError(
    `TensorFlow ${report.tensorflow} does not use the GPU here (its driver or CUDA may be too old or missing); ` +
      "`deno task setup --device cpu` does without",
  );
}

function* waysToGet(platform: Platform, gpu: boolean, step: SetupStep): Generator<Way> {
  if (platform.prebuilt) {
    yield async (work) => ({
      addon: await fetchPrebuilt(platform, work, gpu, step),
      source: "prebuilt",
      tensorflow: PREBUILT_TENSORFLOW_VERSION,
      libraries: null,
    });
  }
  yield async (work) => {
    const files = await findInstalledTensorflow(platform, step);
    if (files === undefined) return undefined;
    step.say(`Python has TensorFlow ${files.version} in ${files.libraries}`);
    const addon = await buildAddon(platform, work, files, files.libraries, step);
    return { addon, source: "installed wheel", tensorflow: files.version, libraries: files.libraries };
  };
  yield async (work) => {
    const files = await downloadTensorflow(platform, work, gpu, step);
    const addon = await buildAddon(platform, work, files, `${platform.origin}/tensorflow`, step);
    await Deno.remove(files.include, { recursive: true });
    return { addon, source: "downloaded wheel", tensorflow: files.version, libraries: null };
  };
}

/** Renames the finished folder to its place; what stood there goes. */
async function place(work: string, root: string): Promise<NativeAddon> {
  const folder = addonFolder();
  if (await Deno.stat(folder).then(() => true, () => false)) {
    const old = await Deno.makeTempDir({ dir: root, prefix: ".old-" });
    await Deno.rename(folder, join(old, "addon"));
    await Deno.rename(work, folder);
    await Deno.remove(old, { recursive: true });
  } else {
    await Deno.rename(work, folder);
  }
  const addon = await readAddon(folder);
  if (addon === undefined) throw new InputError(`The addon has gone from ${folder}`);
  return addon;
}
