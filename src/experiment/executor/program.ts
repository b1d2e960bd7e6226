/** Runs this program in a separate process. */
import { fromFileUrl } from "@std/path";
import { downloadHosts } from "../../data/mod.ts";
import { InputError } from "../../errors.ts";

/** Permissions of a job's process. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-ffi",
  `--allow-net=${downloadHosts().join()}`,
];

const inProject = (file: string) => fromFileUrl(new URL(`../../../${file}`, import.meta.url));

/**
 * Returns the arguments of `deno` that run a command of `main.ts`.
 *
 * @param words the command's words
 * @param more permissions besides those of every job
 */
export const programArguments = (words: readonly string[], more: readonly string[] = []): string[] => [
  ...["run", "--quiet", "--config", inProject("deno.json"), ...PERMISSIONS, ...more],
  ...[inProject("main.ts"), ...words],
];

/**
 * Returns the running Deno if it may be executed, else the `deno` on the PATH, as `--allow-run=deno` allows.
 */
export async function denoCommand(): Promise<string> {
  const own = Deno.execPath();
  const { state } = await Deno.permissions.query({ name: "run", command: own });
  return state === "granted" ? own : "deno";
}

/** The outcome of a process. */
export interface ProgramOutcome {
  readonly code: number;
  readonly endedBy: Deno.Signal | null;
  readonly stdout: string;
  /** The last lines of its standard error. */
  readonly lastWords: string;
}

/**
 * Runs a command of `main.ts` in a separate process and waits for its end.
 *
 * @param words the command's words
 * @param options.threads the number of threads it may use, as backends otherwise use every core; on native
 * TensorFlow the last bits depend on it
 * @param options.signal ends it
 * @param options.env environment variables besides those of this process
 * @param options.onLine called with each line of its standard output
 * @throws {InputError} where Deno cannot be started
 */
export async function runProgram(
  words: readonly string[],
  { threads, signal, env, onLine }: {
    readonly threads: number;
    readonly signal?: AbortSignal | undefined;
    readonly env?: Readonly<Record<string, string>>;
    readonly onLine?: ((line: string) => void) | undefined;
  },
): Promise<ProgramOutcome> {
  // A run that a cluster's job has claimed can be told from a dead one by asking Slurm alone.
  const { state } = await Deno.permissions.query({ name: "run", command: "squeue" });
  const command = new Deno.Command(await denoCommand(), {
    args: programArguments(words, state === "granted" ? ["--allow-run=squeue"] : []),
    env: {
      ...env,
      TF_NUM_INTRAOP_THREADS: String(threads),
      CBM_KERNEL_THREADS: String(threads),
      CBM_WASM_THREADS: String(threads),
    },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  let stop = () => {};
  try {
    const child = command.spawn();
    stop = () => {
      try {
        child.kill("SIGTERM");
      } catch {
        // it has ended already
      }
    };
    signal?.addEventListener("abort", stop, { once: true });
    const [{ code, signal: endedBy }, stdout, stderr] = await Promise.all([
      child.status,
      readLines(child.stdout, onLine),
      readLines(child.stderr),
    ]);
    const lastWords = stderr.trim().split("\n").slice(-5).join("\n");
    return { code, endedBy, stdout, lastWords };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(
        "Cannot start the runs: `deno` was not found on the PATH. Add Deno's folder to the PATH",
      );
    }
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/** Reads a stream to its end, and passes on each line as soon as it is there. */
async function readLines(
  stream: ReadableStream<Uint8Array>,
  onLine?: (line: string) => void,
): Promise<string> {
  let text = "", passed = 0;
  for await (const part of stream.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (let end = text.indexOf("\n", passed); end >= 0; end = text.indexOf("\n", passed)) {
      onLine?.(text.slice(passed, end));
      passed = end + 1;
    }
  }
  return text;
}
