/** Testing an addon in a separate process, where a crash does no harm. */
import { fileURLToPath } from "node:url";
import { InputError } from "../../errors.ts";
import { lastLines, runProgram } from "./program.ts";

/** The report of a working addon. */
export interface AddonReport {
  readonly tensorflow: string;
  readonly gpu: boolean;
}

/**
 * Loads an addon in a new process and checks a computation and a gradient there.
 *
 * @param folder a folder with an addon and its note
 * @throws {InputError} if it cannot be loaded, crashes, hangs for two minutes, or computes a wrong result
 */
export async function verifyAddon(folder: string, signal: AbortSignal): Promise<AddonReport> {
  const script = fileURLToPath(new URL("./verify_addon.ts", import.meta.url));
  const permissions = ["--allow-ffi", "--allow-read", "--allow-env", "--allow-sys"];
  const args = ["run", "--no-prompt", "--quiet", ...permissions, script, folder];
  const timeout = AbortSignal.timeout(120_000);
  // With its log enabled, since it explains failures.
  const options = { signal: AbortSignal.any([signal, timeout]), env: { TF_CPP_MIN_LOG_LEVEL: "1" } };
  try {
    // A task may only run `deno` by name; elsewhere the running Deno may not be in PATH.
    const result = await runProgram(Deno.execPath(), args, options) ??
      await runProgram("deno", args, options);
    if (result === undefined) {
      throw new InputError("Cannot start Deno to test the addon: allow it to run `deno`");
    }
    if (!result.ok) throw new InputError(`The addon does not work:\n${lastLines(result.stderr)}`);
    return JSON.parse(result.stdout);
  } catch (error) {
    if (timeout.aborted && !signal.aborted) {
      throw new InputError("The addon does not work: it hung for two minutes");
    }
    throw error;
  }
}
