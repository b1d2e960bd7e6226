/**
 * Runs a grid on this machine: each run is a process of its own that reads and writes its folder, some at a time.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { InputError } from "../errors.ts";
import { writeJsonAtomic } from "../io/atomic.ts";
import { exists } from "../io/exists.ts";
import type { GridRun } from "./grid.ts";

/**
 * How a grid is run. It does not change the numbers, but for the last bits: by the backend, and on native TensorFlow
 * by the threads that a run has, the cores divided by `jobs`.
 */
export interface ExecutorOptions {
  /** The run store: one folder per run. */
  readonly store: string;
  readonly backend: string;
  readonly dataDir?: string;
  /** Runs at a time. */
  readonly jobs: number;
  readonly signal?: AbortSignal;
  /** Told now and then: epochs done of all the grid's epochs, and what is running. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** What a run's process may do; the same as the task `train`. */
const PERMISSIONS = [
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-sys",
  "--allow-ffi",
  "--allow-net=www.cs.toronto.edu",
];

/** Epochs done, by the lines of metrics.jsonl. */
async function epochsDone(folder: string): Promise<number> {
  try {
    return (await Deno.readTextFile(join(folder, "metrics.jsonl"))).split("\n").length - 1;
  } catch {
    return 0;
  }
}

const threadsPerRun = (jobs: number) => Math.max(1, Math.floor(navigator.hardwareConcurrency / jobs));

/** This very Deno where it may be run, else the one on the PATH that the permission `--allow-run=deno` names. */
async function denoCommand(): Promise<string> {
  const own = Deno.execPath();
  const { state } = await Deno.permissions.query({ name: "run", command: own });
  return state === "granted" ? own : "deno";
}

const INTERRUPTED = "Interrupted. The same command goes on with what is left.";

/** What a process that left no word, or was ended by the system, is to be told of. */
function howItEnded(code: number, signal: Deno.Signal | null, backend: string): string {
  if (signal === null) return `its process ended with exit code ${code}`;
  const remedy = signal === "SIGKILL"
    ? "there may have been too little memory: try fewer --jobs"
    : backend === "wasm"
    ? "run the same command again to go on"
    : `if it happens again, try --backend wasm instead of ${backend}`;
  return `its process was ended by ${signal}; ${remedy}`;
}

async function runProcess({ name, config }: GridRun, options: ExecutorOptions): Promise<void> {
  const configFile = join(options.store, `${name}.config.json`);
  await writeJsonAtomic(configFile, config);
  const root = (file: string) => fromFileUrl(new URL(`../../${file}`, import.meta.url));
  const command = new Deno.Command(await denoCommand(), {
    args: [
      "run",
      "--quiet",
      ...["--config", root("deno.json")],
      ...PERMISSIONS,
      root("main.ts"),
      "train",
      ...["--config", configFile, "--out", join(options.store, name), "--resume", "--quiet"],
      ...["--backend", options.backend],
      ...(options.dataDir === undefined ? [] : ["--data-dir", options.dataDir]),
    ],
    // Native TensorFlow would take every core for each run; fewer threads also give other last bits.
    env: { TF_NUM_INTRAOP_THREADS: String(threadsPerRun(options.jobs)) },
    stdin: "null",
    stdout: "null",
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
    options.signal?.addEventListener("abort", stop, { once: true });
    const { code, signal, stderr } = await child.output();
    if (code === 0) return;
    if (options.signal?.aborted || signal === "SIGINT" || signal === "SIGTERM") {
      throw new InputError(INTERRUPTED);
    }
    const words = new TextDecoder().decode(stderr).trim().split("\n").slice(-5).join("\n");
    throw new InputError(
      `The run ${name} failed: ${howItEnded(code, signal, options.backend)}${words && `\n${words}`}`,
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError("Cannot start the runs: there is no `deno` on the PATH. Add Deno's folder to it");
    }
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", stop);
    await Deno.remove(configFile).catch(() => {});
  }
}

/**
 * Runs what is left of a grid: finished runs are skipped, started ones resumed. Every run has its try; then the
 * first failure is thrown.
 *
 * @throws {InputError} naming the failed run and its last words
 */
export async function runLocally(runs: readonly GridRun[], options: ExecutorOptions): Promise<void> {
  const folder = ({ name }: GridRun) => join(options.store, name);
  const waiting: GridRun[] = [];
  for (const run of runs) if (!await exists(join(folder(run), "summary.json"))) waiting.push(run);
  const total = runs.reduce((sum, { config }) => sum + config.epochs, 0);
  const running = new Set<GridRun>();
  const failures: unknown[] = [];

  const tell = async () => {
    const done = await Promise.all(runs.map((run) => epochsDone(folder(run))));
    const names = [...running].map(({ config }) => `${config.label} seed ${config.seed}`).join(", ");
    options.onProgress?.(done.reduce((a, b) => a + b, 0), total, names);
  };
  const timer = setInterval(tell, 1000);
  const work = async () => {
    for (let run = waiting.shift(); run !== undefined && !options.signal?.aborted; run = waiting.shift()) {
      running.add(run);
      try {
        await runProcess(run, options);
      } catch (error) {
        failures.push(error);
      }
      running.delete(run);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(options.jobs, waiting.length) }, work));
    await tell();
  } finally {
    clearInterval(timer);
  }
  if (options.signal?.aborted) {
    throw new InputError("Interrupted. The same command goes on with what is left.");
  }
  if (failures.length > 0) throw failures[0];
}
