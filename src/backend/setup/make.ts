/** The ways to get an addon, tried in turn until one yields a working addon. */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { writeJsonAtomic } from "../../io/atomic.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { buildAddon, type BuiltAddon, findCompiler } from "./build.ts";
import { addonFolder, type AddonNote, type NativeAddon, NOTE, readAddon } from "./location.ts";
import { needSpace } from "./need_space.ts";
import { PACKAGE_VERSION, type Platform, PREBUILT_TENSORFLOW_VERSION } from "./platform.ts";
import { fetchPrebuilt } from "./prebuilt.ts";
import type { SetupDevice, SetupStep } from "./step.ts";
import { type AddonReport, verifyAddon } from "./verify.ts";
import { downloadTensorflow, findInstalledTensorflow, pythonVersion } from "./wheel.ts";

/** One way to get an addon. */
interface Way {
  /** Whether the addon must compute on the GPU. */
  readonly gpu: boolean;
  /** Puts the addon into an empty folder; undefined if its source is not available. */
  make(work: string): Promise<MadeAddon | undefined>;
}

interface MadeAddon {
  /** Its description. */
  readonly note: Omit<AddonNote, "gpu" | "package">;
  /** Makes it without our own operations. */
  readonly withoutOurs?: () => Promise<BuiltAddon>;
  /** Removes files needed only during the build. */
  readonly tidy?: () => Promise<void>;
}

/**
 * Makes an addon and puts it in place.
 *
 * @param root the folder of everything related to TensorFlow
 * @param wanted whether the machine has a GPU, the requested device, and whether the prebuilt addon is
 * acceptable
 * @throws {InputError} if no way works, naming the reason for each
 */
export async function makeAddon(
  platform: Platform,
  root: string,
  { gpu, device, prebuilt }: { gpu: boolean; device: SetupDevice; prebuilt: boolean },
  step: SetupStep,
): Promise<NativeAddon> {
  const failures = new Set<string>();
  const ways = [
    ...gpu ? waysToGet(platform, root, true, prebuilt, step) : [],
    ...device === "gpu" ? [] : waysToGet(platform, root, false, prebuilt, step),
  ];
  for (const way of ways) {
    const work = await Deno.makeTempDir({ dir: root, prefix: ".making-" });
    try {
      if (await tryWay(way, work, device, step)) return await place(work, root);
    } catch (error) {
      step.signal.throwIfAborted();
      const failure = explainFileError(error, "write in", work);
      if (!(failure instanceof InputError)) throw error;
      step.say(`That did not work: ${failure.message}`);
      failures.add(failure.message);
    } finally {
      await Deno.remove(work, { recursive: true }).catch(() => {});
    }
  }
  throw new InputError(
    `Cannot set up the tensorflow backend (everything else works without it):\n` +
      [...failures].map((failure) => `- ${failure}`).join("\n"),
  );
}

/** Checks for the tools that a build from a downloaded wheel needs, and names all missing ones. */
async function needTools(step: SetupStep): Promise<void> {
  const found = await Promise.allSettled([pythonVersion(step), findCompiler(step.signal)]);
  const lacking = found.flatMap((one) => one.status === "rejected" ? [one.reason] : []);
  const strange = lacking.find((reason) => !(reason instanceof InputError));
  if (strange !== undefined) throw strange;
  if (lacking.length > 0) throw new InputError(lacking.map(({ message }) => message).join("\n- "));
}

function waysToGet(
  platform: Platform,
  root: string,
  gpu: boolean,
  prebuiltToo: boolean,
  step: SetupStep,
): Way[] {
  const prebuilt: Way["make"] = async (work) => {
    await needSpace(root, gpu ? 3 : 1);
    const addon = await fetchPrebuilt(platform, work, gpu, step);
    const tensorflow = PREBUILT_TENSORFLOW_VERSION;
    return { note: { addon, source: "prebuilt", tensorflow, libraries: null } };
  };
  const installed: Way["make"] = async (work) => {
    const files = await findInstalledTensorflow(platform, step);
    if (files === undefined) return undefined;
    const { version: tensorflow, libraries } = files;
    step.say(`Python has TensorFlow ${tensorflow} in ${libraries}`);
    const build = (ours: boolean) => buildAddon(platform, work, files, libraries, ours, step);
    const note = { ...await build(true), source: "installed wheel", tensorflow, libraries } as const;
    return { note, withoutOurs: () => build(false) };
  };
  const downloaded: Way["make"] = async (work) => {
    await needTools(step); // before the download
    await needSpace(root, gpu ? 9 : 2);
    const files = await downloadTensorflow(platform, work, gpu, step);
    const build = (ours: boolean) =>
      buildAddon(platform, work, files, `${platform.origin}/tensorflow`, ours, step);
    const note = {
      ...await build(true),
      source: "downloaded wheel",
      tensorflow: files.version,
      libraries: null,
    } as const;
    const tidy = () => Deno.remove(files.include, { recursive: true });
    return { note, withoutOurs: () => build(false), tidy };
  };
  // The prebuilt addon has an old TensorFlow and none of our operations: on a CPU it is the last resort.
  const ready = platform.prebuilt && prebuiltToo ? [prebuilt] : [];
  const makers = gpu ? [...ready, installed, downloaded] : [installed, downloaded, ...ready];
  return makers.map((make) => ({ gpu, make }));
}

/** Makes and tests an addon; false if its source is not available. */
async function tryWay(
  { gpu, make }: Way,
  work: string,
  device: SetupDevice,
  step: SetupStep,
): Promise<boolean> {
  const made = await make(work);
  if (made === undefined) return false;
  const { operations, ...plain } = made.note;
  let note: AddonNote = { ...made.note, package: PACKAGE_VERSION, gpu }, report: AddonReport;
  const verify = async () => {
    await writeJsonAtomic(join(work, NOTE), note);
    step.say("Testing it: a computation and a gradient in a separate process …");
    return await verifyAddon(work, step.signal);
  };
  try {
    report = await verify();
  } catch (error) {
    if (operations === undefined || made.withoutOurs === undefined || !(error instanceof InputError)) {
      throw error;
    }
    step.say(`${error.message}\nBuilding it without our own operations`);
    note = { ...plain, ...await made.withoutOurs(), package: PACKAGE_VERSION, gpu };
    report = await verify();
  }
  await made.tidy?.();
  if (gpu && !report.gpu) {
    throw new InputError(
      `TensorFlow ${report.tensorflow} does not use the GPU here (its driver or CUDA may be too old or missing); ` +
        "`deno task cbm setup --device cpu` sets it up for the CPU",
    );
  }
  if (device === "cpu" && report.gpu) {
    throw new InputError(`TensorFlow ${report.tensorflow} uses the GPU here`);
  }
  await writeJsonAtomic(join(work, NOTE), { ...note, ...report });
  return true;
}

/** Moves the finished folder into place, replacing what was there. */
async function place(work: string, root: string): Promise<NativeAddon> {
  const folder = addonFolder();
  const old = await Deno.makeTempDir({ dir: root, prefix: ".old-" });
  await Deno.rename(folder, join(old, "addon")).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  await Deno.rename(work, folder);
  await Deno.remove(old, { recursive: true });
  const addon = await readAddon(folder);
  if (addon === undefined) throw new InputError(`The addon has disappeared from ${folder}`);
  return addon;
}
