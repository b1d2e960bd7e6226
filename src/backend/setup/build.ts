/** Builds the addon from the source that the npm package carries. */
import { fileURLToPath } from "node:url";
import { dirname, join } from "@std/path";
import { InputError } from "../../errors.ts";
import type { Platform } from "./platform.ts";
import { lastLines, runProgram } from "./program.ts";
import type { SetupStep } from "./step.ts";
import type { TensorflowFiles } from "./wheel.ts";

const COMPILERS = ["g++", "c++", "clang++"] as const;

/** Finds a C++ compiler: g++, c++ or clang++. */
export async function findCompiler(signal?: AbortSignal): Promise<string | undefined> {
  for (const compiler of COMPILERS) {
    const result = await runProgram(compiler, ["--version"], signal === undefined ? {} : { signal });
    if (result?.ok) return compiler;
  }
  return undefined;
}

/**
 * Compiles and links the addon.
 *
 * @param work the folder to build in
 * @param tensorflow libraries and headers
 * @param runPath where the addon looks for the libraries: absolute, or relative to its own folder
 * @returns the addon's path relative to `work`
 * @throws {InputError} if the compiler is missing or refuses
 */
export async function buildAddon(
  platform: Platform,
  work: string,
  tensorflow: TensorflowFiles,
  runPath: string,
  { say, signal }: SetupStep,
): Promise<string> {
  const compiler = await findCompiler(signal);
  if (compiler === undefined) {
    throw new InputError(
      "A C++ compiler is missing: install g++ (Debian, Ubuntu: `apt install g++`; Fedora: `dnf install gcc-c++`; " +
        "macOS: `xcode-select --install`)",
    );
  }
  say(`Building the addon against TensorFlow ${tensorflow.version} with ${compiler} …`);
  const { default: nodeApi }: { default: { include_dir: string } } = await import("node-api-headers");
  const source = join(packageFolder(), "binding");
  const addon = "tfjs_binding.node";
  const result = await runProgram(compiler, [
    ...["-O2", "-std=c++17", "-fPIC", "-shared", "-DNAPI_VERSION=8"],
    ...[`-I${nodeApi.include_dir}`, `-I${tensorflow.include}`],
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => join(source, file)),
    ...["-o", join(work, addon)],
    ...platform.libraries.map((library) => join(tensorflow.libraries, library)),
    ...platform.linkOptions(runPath),
  ], { signal, env: { TMPDIR: work } });
  if (!result?.ok) {
    throw new InputError(`${compiler} cannot build the addon:\n${lastLines(result?.stderr ?? "", 12)}`);
  }
  return addon;
}

/** The folder of the npm package in Deno's cache. */
function packageFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve("@tensorflow/tfjs-node-gpu/package.json")));
}
