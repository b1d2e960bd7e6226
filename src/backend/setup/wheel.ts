/** TensorFlow's libraries and headers from a Python wheel, either installed or from PyPI. */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { sizeOf } from "../../io/disk.ts";
import { exists } from "../../io/exists.ts";
import { type Platform, TENSORFLOW_VERSION } from "./platform.ts";
import { lastLines, runProgram } from "./program.ts";
import type { SetupStep } from "./step.ts";

/** TensorFlow's files, ready to build against. */
export interface TensorflowFiles {
  readonly version: string;
  /** The folder with the shared libraries. */
  readonly libraries: string;
  /** The folder with the headers. */
  readonly include: string;
}

const NO_PYTHON = "python3 is missing: install it (Debian, Ubuntu: `apt install python3 python3-pip`)";

// Finds it without importing it, which would take seconds and could fail for irrelevant reasons.
const FIND = `
import importlib.util, importlib.metadata, json, os
spec = importlib.util.find_spec("tensorflow")
version = None
for name in ("tensorflow", "tensorflow-cpu", "tensorflow-gpu"):
    try:
        version = version or importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
folder = os.path.dirname(spec.origin) if spec and spec.origin else None
print(json.dumps({"folder": folder, "version": version}))
`;

/**
 * Looks for TensorFlow in the user's Python.
 *
 * @returns undefined if there is none with the files needed for a build
 */
export async function findInstalledTensorflow(
  platform: Platform,
  { signal }: SetupStep,
): Promise<TensorflowFiles | undefined> {
  const result = await runProgram("python3", ["-c", FIND], { signal });
  if (!result?.ok) return undefined;
  const { folder, version }: { folder: string | null; version: string | null } = JSON.parse(result.stdout);
  if (folder === null || version === null) return undefined;
  const include = join(folder, "include");
  for (
    const file of [
      ...platform.libraries,
      "include/tensorflow/c/c_api.h",
      "include/tensorflow/c/eager/c_api.h",
    ]
  ) {
    if (!await exists(join(folder, file))) return undefined;
  }
  return { version, libraries: folder, include };
}

// Keep all headers, but only the libraries that the addon loads.
const UNPACK = `
import json, sys, zipfile
target, libraries, wheels = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:]
headers = tuple("tensorflow/include/" + name for name in
                ("tensorflow/c/", "tensorflow/core/platform/", "tensorflow/core/common_runtime/next_pluggable_device/c/",
                 "tsl/", "xla/tsl/c/"))
for wheel in wheels:
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            name = entry.filename
            parts = name.split("/")
            if (name.startswith(headers) or parts[0] == "tensorflow" and "/".join(parts[1:]) in libraries
                    or parts[0] == "nvidia" and "lib" in parts):
                archive.extract(entry, target)
`;

const REQUIREMENTS = `
import re, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    metadata = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    for line in archive.read(metadata).decode().splitlines():
        found = re.match(r"Requires-Dist: (nvidia[^;]*?)\\s*;.*and-cuda", line)
        if found:
            print(re.sub(r"[\\s()]", "", found[1]))
`;

/**
 * Downloads TensorFlow's wheel with pip, and unpacks the files needed.
 *
 * @param work an empty folder; files go to `tensorflow` (and `nvidia`) in it, and the wheel is removed
 * @param gpu whether to take the wheel with CUDA, and CUDA's libraries
 * @throws {InputError} if python3 or pip is missing, or there is no network, wheel or space
 */
export async function downloadTensorflow(
  platform: Platform,
  work: string,
  gpu: boolean,
  step: SetupStep,
): Promise<TensorflowFiles> {
  const name = (gpu ? platform.wheel.gpu : null) ?? platform.wheel.cpu;
  const wheels = join(work, "wheels");
  step.say(`Downloading ${name} ${TENSORFLOW_VERSION} with pip (${gpu ? "600" : "270"} MB) …`);
  let files = await pipDownload([`${name}==${TENSORFLOW_VERSION}`], wheels, work, step);
  if (gpu && files[0] !== undefined) {
    const requirements = await runPython(["-c", REQUIREMENTS, files[0]], step);
    const names = requirements.trim().split("\n").filter((line) => line !== "");
    step.say(`Downloading CUDA's libraries with pip (${names.length} packages, some 2.5 GB) …`);
    if (names.length > 0) files = [...files, ...await pipDownload(names, wheels, work, step)];
  }
  step.say("Unpacking TensorFlow's libraries and headers …");
  await runPython(["-c", UNPACK, work, JSON.stringify(platform.libraries), ...new Set(files)], step);
  await Deno.remove(wheels, { recursive: true });
  const libraries = join(work, "tensorflow");
  for (const library of platform.libraries) {
    if (await exists(join(libraries, library))) continue;
    throw new InputError(`The wheel of ${name} ${TENSORFLOW_VERSION} does not contain ${library}`);
  }
  return { version: TENSORFLOW_VERSION, libraries, include: join(libraries, "include") };
}

async function pipDownload(
  requirements: readonly string[],
  folder: string,
  work: string,
  step: SetupStep,
): Promise<string[]> {
  const before = new Set(await listFiles(folder));
  const args = [
    "-m",
    "pip",
    "download",
    "--no-deps",
    "--only-binary=:all:",
    "--no-input",
    "--progress-bar",
    "off",
  ];
  // The libraries are the same for every Python, so a Python without a wheel can use another's.
  if (!await pythonHasWheels(step)) args.push("--python-version", "3.12", "--implementation", "cp");
  const watch = setInterval(async () => {
    step.say(`  ${Math.round(await sizeOf(work) / 1e6)} MB so far`);
  }, 15_000);
  try {
    await runPython([...args, "--dest", folder, ...requirements], step, { TMPDIR: work });
  } finally {
    clearInterval(watch);
  }
  return (await listFiles(folder)).filter((file) => !before.has(file));
}

async function listFiles(folder: string): Promise<string[]> {
  if (!await exists(folder)) return [];
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => join(folder, name)).sort();
}

/**
 * Returns the version of python3.
 *
 * @throws {InputError} if there is none
 */
export async function pythonVersion(step: SetupStep): Promise<[major: number, minor: number]> {
  const version = await runPython(["-c", "import sys; print(*sys.version_info[:2])"], step);
  const [major = 0, minor = 0] = version.trim().split(" ").map(Number);
  return [major, minor];
}

async function pythonHasWheels(step: SetupStep): Promise<boolean> {
  const [major, minor] = await pythonVersion(step);
  return major === 3 && minor >= 10 && minor <= 13;
}

async function runPython(
  args: string[],
  { signal }: SetupStep,
  env: Record<string, string> = {},
): Promise<string> {
  const result = await runProgram("python3", args, { signal, env });
  if (result === undefined) throw new InputError(NO_PYTHON);
  if (!result.ok) throw new InputError(explainPython(result.stderr));
  return result.stdout;
}

/**
 * Explains an error of Python or pip, with the remedy.
 *
 * @param complaint its output on stderr
 * @returns a message with the remedy
 */
export function explainPython(complaint: string): string {
  if (/No module named '?pip'?/.test(complaint)) {
    return "pip is missing: install it (Debian, Ubuntu: `apt install python3-pip`; else `python3 -m ensurepip`)";
  }
  if (/Errno 28|No space left|quota/i.test(complaint)) {
    return "The disk is full: free some space, or set CBM_CACHE_DIR to a folder on another disk";
  }
  if (/BadZipFile|zlib\.error/.test(complaint)) {
    return "The downloaded wheel is damaged: `python3 -m pip cache purge`, then run setup again";
  }
  if (/Retrying|Max retries|ConnectionError|ProxyError|SSLError|timed out/i.test(complaint)) {
    return "pip cannot reach its package index: check the network, proxy (HTTPS_PROXY) and pip's index " +
      `(\`python3 -m pip config list\`)\n${lastLines(complaint, 2)}`;
  }
  if (/No matching distribution/.test(complaint)) {
    return `pip's package index has no such wheel for this machine\n${lastLines(complaint, 2)}`;
  }
  return `python3 failed:\n${lastLines(complaint)}`;
}
