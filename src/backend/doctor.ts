/** The state of this machine: backends, tools, caches, and missing parts. */
import { join } from "@std/path";
import { cpus, freemem, release, totalmem } from "node:os";
import denoJson from "../../deno.json" with { type: "json" };
import { cacheDir } from "../io/cache_dir.ts";
import { freeSpace, sizeOf } from "../io/disk.ts";
import { type BackendProbe, probeBackends } from "./mod.ts";
import { findCompiler } from "./setup/build.ts";
import { findNativeAddon, OPERATIONS } from "./setup/location.ts";
import { runProgram } from "./setup/program.ts";
import { verifyAddon } from "./setup/verify.ts";

/** The findings of {@linkcode diagnose}; `null` means unknown. */
export interface Diagnosis {
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly system: string;
    readonly processor: string | null;
    readonly cores: number | null;
    readonly memory: number | null;
    readonly freeMemory: number | null;
    readonly nvidia: readonly string[];
  };
  /** The fastest first. */
  readonly backends: readonly BackendProbe[];
  readonly tensorflow: {
    readonly version: string;
    readonly source: string;
    readonly folder: string;
    readonly gpu: boolean;
    /** Whether it has our own operations, in this version. */
    readonly ownOperations: boolean;
    /** The error when loading it, if any. */
    readonly fault: string | null;
  } | null;
  /** Build tools used by `setup`. */
  readonly tools: Readonly<Record<string, string | null>>;
  readonly cache: {
    readonly folder: string | null;
    readonly freeSpace: number | null;
    /** Bytes per sub-folder. */
    readonly sizes: Readonly<Record<string, number>>;
  };
}

/** Returns the result, or `otherwise` if it fails: a missing program must not stop the doctor. */
async function attempt<T>(find: () => T | Promise<T>, otherwise: T): Promise<T> {
  try {
    return await find();
  } catch {
    return otherwise;
  }
}

/**
 * Inspects this machine.
 *
 * @returns the findings; missing parts never make it fail
 */
export async function diagnose(): Promise<Diagnosis> {
  const folder = await attempt<string | null>(() => cacheDir(), null);
  const tensorflow = await attempt(examineTensorflow, null);
  return {
    versions: { ...Deno.version, ...packageVersions() },
    machine: {
      system: `${Deno.build.os} ${await attempt(() => release(), "")} ${Deno.build.arch}`.replace("  ", " "),
      processor: await attempt(() => cpus()[0]?.model ?? null, null),
      cores: await attempt<number | null>(() => navigator.hardwareConcurrency, null),
      memory: await attempt<number | null>(() => totalmem(), null),
      freeMemory: await attempt<number | null>(() => freemem(), null),
      nvidia: await attempt(listNvidia, []),
    },
    backends: await attempt(() => probeBackends(describeTensorflow(tensorflow)), []),
    tensorflow,
    tools: await findTools(),
    cache: {
      folder,
      freeSpace: folder === null ? null : await freeSpace(folder) ?? null,
      sizes: folder === null ? {} : await attempt(() => sizesIn(folder), {}),
    },
  };
}

/** Lists the exact versions that deno.json asks for. */
function packageVersions(): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const [name, target] of Object.entries(denoJson.imports)) {
    const version = /^npm:.+@([^@]+)$/.exec(target)?.[1];
    if (version !== undefined) versions[name] = version;
  }
  return versions;
}

async function listNvidia(): Promise<string[]> {
  const result = await runProgram("nvidia-smi", [
    "--query-gpu=name,driver_version,memory.total",
    "--format=csv,noheader",
  ]);
  return result?.ok ? result.stdout.trim().split("\n").filter((line) => line !== "") : [];
}

async function examineTensorflow(): Promise<Diagnosis["tensorflow"]> {
  const addon = await findNativeAddon();
  if (addon === undefined) return null;
  const { tensorflow: version, source, folder } = addon;
  const ownOperations = addon.operations === OPERATIONS;
  try {
    const { gpu } = await verifyAddon(folder, new AbortController().signal); // it has its own time limit
    return { version, source, folder, gpu, ownOperations, fault: null };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { version, source, folder, gpu: addon.gpu, ownOperations, fault };
  }
}

/** Describes the addon, which was tested in a separate process, so that a crash does not stop the doctor. */
function describeTensorflow(tensorflow: Diagnosis["tensorflow"]): BackendProbe {
  const name = "tensorflow";
  if (tensorflow?.fault === null) {
    const { version, gpu, source, ownOperations } = tensorflow;
    const ours = gpu || ownOperations
      ? ""
      : ", slower than it could be: `deno task cbm setup` builds operations of our own";
    const description = `TensorFlow ${version} on the ${gpu ? "GPU" : "CPU"} (${source})${ours}`;
    return { name, available: true, description, remedy: undefined };
  }
  const description = tensorflow?.fault ?? "TensorFlow's native addon is not set up";
  return {
    name,
    available: false,
    description,
    remedy: `run \`deno task cbm setup\`${tensorflow ? " again" : ""}`,
  };
}

async function findTools(): Promise<Record<string, string | null>> {
  const compiler = await attempt(() => findCompiler(), undefined);
  return {
    python3: await toolVersion("python3", ["--version"]),
    pip: await toolVersion("python3", ["-m", "pip", "--version"]),
    "g++": compiler === undefined ? null : await toolVersion(compiler, ["--version"]),
  };
}

async function toolVersion(program: string, args: string[]): Promise<string | null> {
  const result = await attempt(() => runProgram(program, args), undefined);
  return result?.ok ? result.stdout.split("\n")[0]?.trim() ?? null : null;
}

async function sizesIn(folder: string): Promise<Record<string, number>> {
  const sizes: Record<string, number> = {};
  for await (const { name } of Deno.readDir(folder)) {
    sizes[name] = await sizeOf(join(folder, name));
  }
  return sizes;
}
