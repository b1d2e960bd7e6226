/**
 * Runs Jupyter with the Deno kernel without touching the user's own configuration of either.
 *
 * @module
 */
import { join } from "@std/path";
import { InputError } from "../errors.ts";
import { writeJsonAtomic } from "../io/atomic.ts";

const REMEDY = "Debian and Ubuntu: apt-get install jupyter-core jupyter-nbconvert; elsewhere: " +
  "python3 -m pip install jupyter-core nbconvert (then check that `jupyter nbconvert --version` works)";

/** A temporary working folder and the environment in which Jupyter finds the kernel. */
export interface KernelPlace {
  /** A temporary folder. */
  readonly work: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Creates a temporary folder in which Jupyter finds the running Deno as its kernel "deno".
 *
 * The kernel starts in the notebook's folder, so that Deno finds the project's deno.json above it.
 *
 * @param use called with the folder, which is removed afterwards
 */
export async function withDenoKernel(use: (place: KernelPlace) => Promise<void>): Promise<void> {
  const work = await Deno.makeTempDir({ prefix: "cbm-notebooks-" });
  try {
    const data = join(work, "data"), others = Deno.env.get("JUPYTER_PATH");
    await writeJsonAtomic(join(data, "kernels", "deno", "kernel.json"), {
      argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
      display_name: "Deno",
      language: "typescript",
    });
    await use({
      work,
      env: {
        JUPYTER_PATH: others === undefined
          ? data
          : `${data}${Deno.build.os === "windows" ? ";" : ":"}${others}`,
        JUPYTER_CONFIG_DIR: join(work, "config"),
        JUPYTER_RUNTIME_DIR: join(work, "runtime"),
        NO_COLOR: "1", // colours would be escape codes in the outputs
      },
    });
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

/**
 * Runs `jupyter` and waits for its end.
 *
 * @param args its arguments
 * @param env added to the environment
 * @param what the notebook, for error messages
 * @throws {InputError} if Jupyter is missing, with the remedy; if it fails, with the failing cell or the end
 * of its output
 */
export async function runJupyter(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  what: string,
): Promise<void> {
  let output: Deno.CommandOutput;
  try {
    output = await new Deno.Command("jupyter", { args: [...args], env, stdin: "null" }).output();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new InputError(`Cannot run ${what}: program \`jupyter\` not found. ${REMEDY}`, {
      cause: error,
    });
  }
  if (output.success) return;
  const words = new TextDecoder().decode(output.stderr);
  if (/No module named|Jupyter command .* not found|is not a Jupyter command/.test(words)) {
    throw new InputError(`Cannot run ${what}: ${lastLines(words, 1)}. ${REMEDY}`);
  }
  throw new InputError(`${what} failed. ${failure(words)}`);
}

const lastLines = (text: string, count: number): string => text.trim().split("\n").slice(-count).join("\n");

/**
 * Extracts nbconvert's message about a failed cell, without Python's own stack; by default the last lines.
 */
export function failure(words: string): string {
  // deno-fmt-ignore
  const plain = words.replaceAll(new RegExp(String.fromCharCode(27) + "\\[[0-9;]*m", "g"), "");
  const told = plain.match(/^nbclient\.exceptions\.\w+: ([^]+)/m)?.[1];
  return told?.trim() ?? lastLines(plain, 10);
}
