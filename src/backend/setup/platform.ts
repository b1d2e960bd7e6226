/** What TensorFlow offers for each kind of machine. */

/** The version of npm's `@tensorflow/tfjs-node-gpu` whose addon is set up. */
export const PACKAGE_VERSION = "4.22.0";

/** The TensorFlow that the addon is built against when none is installed. */
export const TENSORFLOW_VERSION = "2.21.0";

/** The TensorFlow that the package's own prebuilt addon was made for. */
export const PREBUILT_TENSORFLOW_VERSION = "2.9.1";

/** Names of TensorFlow's files for one operating system and processor. */
export interface Platform {
  /** Such as `linux-x86_64`; part of the cache folder's name. */
  readonly name: string;
  /** PyPI's wheel for machines without a GPU, and the one with CUDA, if there is one. */
  readonly wheel: { readonly cpu: string; readonly gpu: string | null };
  /** The shared libraries in the wheel's `tensorflow` folder that the addon needs. */
  readonly libraries: readonly string[];
  /** The compiler's options that let the addon find those libraries in a folder, and Deno's own symbols. */
  linkOptions(folder: string): string[];
  /** How a path relative to the addon's own folder is written in a run path. */
  readonly origin: string;
  /** Whether the package's publisher has a prebuilt addon for it. */
  readonly prebuilt: boolean;
}

const linux = {
  libraries: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  linkOptions: (folder: string) => [`-Wl,-rpath,${folder}`],
  origin: "$ORIGIN",
};

// Not tried on a Mac by us; the names are those of the wheel.
const darwin = {
  libraries: ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"],
  linkOptions: (folder: string) => [`-Wl,-rpath,${folder}`, "-undefined", "dynamic_lookup"],
  origin: "@loader_path",
};

const PLATFORMS: readonly Platform[] = [
  { name: "linux-x86_64", wheel: { cpu: "tensorflow-cpu", gpu: "tensorflow" }, ...linux, prebuilt: true },
  { name: "linux-aarch64", wheel: { cpu: "tensorflow", gpu: null }, ...linux, prebuilt: false },
  { name: "darwin-aarch64", wheel: { cpu: "tensorflow", gpu: null }, ...darwin, prebuilt: false },
];

/**
 * The platform of this machine, or of another.
 *
 * @param os Deno's name of the operating system
 * @param arch Deno's name of the processor
 * @returns undefined where there is no TensorFlow to build against (on Windows, use WSL2)
 *
 * @example
 * ```ts
 * import { findPlatform } from "./platform.ts";
 *
 * console.assert(findPlatform("linux", "x86_64")?.wheel.cpu === "tensorflow-cpu");
 * ```
 */
export function findPlatform(
  os: string = Deno.build.os,
  arch: string = Deno.build.arch,
): Platform | undefined {
  return PLATFORMS.find(({ name }) => name === `${os}-${arch}`);
}
