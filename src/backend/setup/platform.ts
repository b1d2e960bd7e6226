/** TensorFlow's packages for each kind of machine. */

/** The version of npm's `@tensorflow/tfjs-node-gpu` whose addon we set up. */
export const PACKAGE_VERSION = "4.22.0";

/** The TensorFlow version that the addon is built against if none is installed. */
export const TENSORFLOW_VERSION = "2.21.0";

/** The TensorFlow version of the package's prebuilt addon. */
export const PREBUILT_TENSORFLOW_VERSION = "2.9.1";

/** Names of TensorFlow's files for one operating system and processor. */
export interface Platform {
  /** Such as `linux-x86_64`; part of the cache folder's name. */
  readonly name: string;
  /** PyPI's wheel for machines without a GPU, and the one with CUDA, if any. */
  readonly wheel: { readonly cpu: string; readonly gpu: string | null };
  /** The shared libraries in the wheel's `tensorflow` folder that the addon needs. */
  readonly libraries: readonly string[];
  /**
   * Returns the linker options with which the addon finds those libraries in a folder, and Deno's own
   * symbols.
   */
  linkOptions(folder: string): string[];
  /** The run-path notation for the addon's own folder. */
  readonly origin: string;
  /** Whether the publisher offers a prebuilt addon for it. */
  readonly prebuilt: boolean;
}

const linux = {
  libraries: ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"],
  linkOptions: (folder: string) => [`-Wl,-rpath,${folder}`],
  origin: "$ORIGIN",
};

// We have not tested this on a Mac; the names are those of the wheel.
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
 * Finds the platform of this machine, or of another.
 *
 * @param os Deno's name of the operating system
 * @param arch Deno's name of the processor
 * @returns undefined if there is no TensorFlow to build against (on Windows, use WSL2)
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
