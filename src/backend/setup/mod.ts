/**
 * `deno task cbm setup`: installs the native TensorFlow backend in the best way this machine allows.
 *
 * Everything is made in a folder beside its final location, tested there in a separate process, and renamed
 * at the end, so a setup that fails or is interrupted leaves the previous state untouched.
 *
 * @module
 */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { withLock } from "../../io/lock.ts";
import { findCompiler } from "./build.ts";
import { addonFolder, type NativeAddon, OPERATIONS, readAddon, tensorflowFolder } from "./location.ts";
import { makeAddon } from "./make.ts";
import { findPlatform } from "./platform.ts";
import { runProgram } from "./program.ts";
import type { SetupDevice, SetupStep } from "./step.ts";
import { verifyAddon } from "./verify.ts";

/** The result of {@linkcode setupTensorflow}. */
export interface SetupResult {
  readonly addon: NativeAddon;
  /** Whether a working addon was already installed. */
  readonly alreadyThere: boolean;
}

/**
 * Sets up the native TensorFlow addon in the user's cache. On a CPU it builds the package's source, with our
 * own operations, against an installed or downloaded TensorFlow wheel, and falls back to the package's
 * prebuilt addon; on a GPU it prefers the prebuilt one. An up-to-date addon is only tested.
 *
 * @param options the device, a callback for messages, and a signal that stops it
 * @returns the installed addon, tested by a computation and a gradient
 * @throws {InputError} if no way works, naming the reason for each
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
      `No TensorFlow to build against is available for ${Deno.build.os} on ${Deno.build.arch}` +
        (Deno.build.os === "windows" ? ": use WSL2" : "") + "; the wasm backend works without it",
    );
  }
  const step: SetupStep = { say, signal };
  const root = tensorflowFolder();
  try {
    return await withLock(root, () => say("Another setup is running; waiting for it …"), async () => {
      await removeLeftovers(root, say);
      const there = await tryExisting(device, step);
      if (there !== undefined && !await isOutdated(there, signal)) {
        return { addon: there, alreadyThere: true };
      }
      if (there !== undefined) say("It lacks our current operations; rebuilding it");
      const gpu = there === undefined &&
        (device === "gpu" || device === "auto" && await hasNvidiaGpu(signal));
      const wanted = { gpu, device, prebuilt: there === undefined };
      try {
        return { addon: await makeAddon(platform, root, wanted, step), alreadyThere: false };
      } catch (error) {
        if (there === undefined || !(error instanceof InputError)) throw error;
        say(`${error.message}\nThe existing addon is kept, and works without those operations`);
        return { addon: there, alreadyThere: true };
      }
    });
  } catch (error) {
    throw explainFileError(error, "set up TensorFlow in", root);
  }
}

/**
 * Removes everything {@linkcode setupTensorflow} made.
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

/** Removes folders that an interrupted setup left; since we hold the lock, nobody uses them. */
async function removeLeftovers(root: string, say: (message: string) => void): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(root)) {
    if (!isDirectory || !name.startsWith(".making-") && !name.startsWith(".old-")) continue;
    say("Removing the remains of an interrupted setup …");
    // A folder that an orphan still writes to is left for the next setup.
    await Deno.remove(join(root, name), { recursive: true }).catch(() => {});
  }
}

/** Tells whether NVIDIA's tool lists a GPU. */
export async function hasNvidiaGpu(signal?: AbortSignal): Promise<boolean> {
  const result = await runProgram("nvidia-smi", ["-L"], { signal });
  return result?.ok === true && /^GPU \d/m.test(result.stdout);
}

/** Tells whether an addon for CPUs lacks our own operations although they could be built here. */
async function isOutdated(addon: NativeAddon, signal: AbortSignal): Promise<boolean> {
  if (addon.gpu || addon.operations === OPERATIONS || addon.operationsTried === OPERATIONS) return false;
  return await findCompiler(signal).then(() => true, () => false);
}

async function tryExisting(device: SetupDevice, step: SetupStep): Promise<NativeAddon | undefined> {
  const addon = await readAddon(addonFolder());
  if (addon === undefined) return undefined;
  step.say(`Found an addon for TensorFlow ${addon.tensorflow}; testing it …`);
  try {
    const { gpu } = await verifyAddon(addon.folder, step.signal);
    if (device === "auto" && !gpu && await hasNvidiaGpu(step.signal)) {
      step.say(
        "It computes on the CPU, but this machine has a GPU: `deno task cbm setup --device gpu` sets it up for that",
      );
    }
    if (device === "auto" || gpu === (device === "gpu")) return { ...addon, gpu };
    step.say(`It computes on the ${gpu ? "GPU" : "CPU"}; building one for the ${gpu ? "CPU" : "GPU"}`);
  } catch (error) {
    step.signal.throwIfAborted();
    if (!(error instanceof InputError)) throw error;
    step.say(`${error.message}\nRebuilding it`);
  }
  return undefined;
}
