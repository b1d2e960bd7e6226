/** Building the addon from the npm package's source, together with our own operations. */
import { dirname, join } from "@std/path";
import { fileURLToPath } from "node:url";
import { InputError } from "../../errors.ts";
import { OPERATIONS } from "./location.ts";
import type { Platform } from "./platform.ts";
import { lastLines, runProgram } from "./program.ts";
import type { SetupStep } from "./step.ts";
import type { TensorflowFiles } from "./wheel.ts";

const COMPILERS = ["g++", "c++", "clang++"] as const;

/** The sources of `src/backend/native`, and the headers that they include. */
export const OPERATION_FILES = [
  "adam.cc",
  "adam.h",
  "adam_operation.cc",
  "average_operation.cc",
  "batch_norm.cc",
  "batch_norm.h",
  "batch_norm_operations.cc",
  "bias.cc",
  "bias.h",
  "bias_operations.cc",
  "call.h",
  "convolution.cc",
  "convolution.h",
  "convolution_operation.cc",
  "filter_gradient.cc",
  "layer_norm.cc",
  "layer_norm.h",
  "layer_norm_operations.cc",
  "max_pool.cc",
  "max_pool.h",
  "max_pool_operation.cc",
  "numbers.h",
  "pieces.h",
  "rows.h",
  "sgd.cc",
  "sgd.h",
  "sgd_operation.cc",
  "threads.cc",
  "threads.h",
  "tile_loops.h",
  "tiles.cc",
  "tiles.h",
] as const;

const NO_COMPILER =
  "A C++ compiler is missing: install g++ (Debian, Ubuntu: `apt install g++`; Fedora: `dnf install gcc-c++`; " +
  "macOS: `xcode-select --install`)";

/** A built addon. */
export interface BuiltAddon {
  /** The addon's file, relative to the build folder. */
  readonly addon: string;
  /** {@linkcode OPERATIONS}, if they could be built into it. */
  readonly operations?: string;
  readonly operationsTried: string;
}

/**
 * Finds a C++ compiler: g++, c++ or clang++.
 *
 * @throws {InputError} if there is none
 */
export async function findCompiler(signal?: AbortSignal): Promise<string> {
  for (const compiler of COMPILERS) {
    const result = await runProgram(compiler, ["--version"], { signal });
    if (result?.ok) return compiler;
  }
  throw new InputError(NO_COMPILER);
}

/** Reads one of {@linkcode OPERATION_FILES}. */
export const readOperationFile = async (name: string): Promise<string> =>
  await (await fetch(new URL(`../native/${name}`, import.meta.url))).text();

/** Copies the sources of our operations to a folder, since they need not be local files. */
async function copyOperations(folder: string): Promise<string[]> {
  for (const name of OPERATION_FILES) {
    await Deno.writeTextFile(join(folder, name), await readOperationFile(name));
  }
  return OPERATION_FILES.filter((name) => name.endsWith(".cc")).map((name) => join(folder, name));
}

/**
 * Compiles and links the addon.
 *
 * @param work the folder to build in
 * @param tensorflow libraries and headers
 * @param ours whether to build our operations
 * @param runPath where the addon looks for the libraries: absolute, or relative to its own folder
 * @returns the addon; without our operations if this compiler or TensorFlow cannot build them
 * @throws {InputError} if the compiler is missing or fails
 */
export async function buildAddon(
  platform: Platform,
  work: string,
  tensorflow: TensorflowFiles,
  runPath: string,
  ours: boolean,
  { say, signal }: SetupStep,
): Promise<BuiltAddon> {
  const compiler = await findCompiler(signal);
  say(`Building the addon against TensorFlow ${tensorflow.version} with ${compiler} …`);
  const { default: nodeApi }: { default: { include_dir: string } } = await import("node-api-headers");
  const source = join(packageFolder(), "binding");
  const addon = "tfjs_binding.node";
  const compile = (more: readonly string[]) =>
    runProgram(compiler, [
      // Contracting a product and a sum (FMA) would make results depend on the processor. "c++2a" names C++20
      // for compilers older than g++ 10 too.
      ...["-O3", "-ffp-contract=off", "-std=c++2a", "-fPIC", "-shared", "-pthread", "-DNAPI_VERSION=8"],
      ...[`-I${nodeApi.include_dir}`, `-I${tensorflow.include}`],
      ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(source, file)),
      ...more,
      ...["-o", join(work, addon)],
      ...platform.libraries.map((library) => join(tensorflow.libraries, library)),
      ...platform.linkOptions(runPath),
    ], { signal, env: { TMPDIR: work } });
  if (ours) {
    const operations = await Deno.makeTempDir({ dir: work, prefix: "operations-" });
    const whole = await compile(await copyOperations(operations));
    await Deno.remove(operations, { recursive: true });
    if (whole?.ok) return { addon, operations: OPERATIONS, operationsTried: OPERATIONS };
    signal.throwIfAborted();
    const words = lastLines(whole?.stderr ?? "", 4);
    say(`Building without our own operations, which ${compiler} cannot build here:\n${words}`);
  }
  const plain = await compile([]);
  if (plain?.ok) return { addon, operationsTried: OPERATIONS };
  throw new InputError(`${compiler} cannot build the addon:\n${lastLines(plain?.stderr ?? "", 12)}`);
}

/** Returns the folder of the npm package in Deno's cache. */
function packageFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-node-gpu/package.json")));
}
