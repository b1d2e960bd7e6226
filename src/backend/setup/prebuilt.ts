/** The publisher's prebuilt addon, with its libtensorflow. */
import { join } from "@std/path";
import { createHash } from "node:crypto";
import { InputError } from "../../errors.ts";
import { PACKAGE_VERSION, type Platform, PREBUILT_TENSORFLOW_VERSION } from "./platform.ts";
import { lastLines, runProgram } from "./program.ts";
import type { SetupStep } from "./step.ts";

const HOST = "https://storage.googleapis.com/";
const ANSWER_WITHIN = 10_000;
const STALL_WITHIN = 30_000;

/**
 * Returns the URLs of the two archives, with the same environment variables as the package's install script.
 */
export function prebuiltUrls(platform: Platform, gpu: boolean): { addon: string; library: string } {
  const given = Deno.env.get("TFJS_NODE_CDN_STORAGE") ?? Deno.env.get("CDN_STORAGE") ?? HOST;
  const host = given.endsWith("/") ? given : `${given}/`;
  const base = Deno.env.get("TFJS_NODE_BASE_URI") ?? `${host}tensorflow/libtensorflow/libtensorflow-`;
  return {
    addon: `${host}tf-builds/pre-built-binary/napi-v8/${PACKAGE_VERSION}/GPU-linux-${PACKAGE_VERSION}.tar.gz`,
    library: `${base}${gpu ? "gpu" : "cpu"}-${
      platform.name.replace("aarch64", "arm64")
    }-${PREBUILT_TENSORFLOW_VERSION}.tar.gz`,
  };
}

/**
 * Downloads and unpacks the prebuilt addon.
 *
 * @param work an empty folder
 * @param gpu whether to take the libtensorflow with CUDA
 * @returns the addon's path relative to `work`
 * @throws {InputError} if its host is unreachable or an archive is damaged
 */
export async function fetchPrebuilt(
  platform: Platform,
  work: string,
  gpu: boolean,
  step: SetupStep,
): Promise<string> {
  const urls = prebuiltUrls(platform, gpu);
  step.say(`Asking ${new URL(urls.addon).host} for the package's prebuilt addon …`);
  // The addon looks for the libraries in ../../deps/lib, as in the package's folder.
  await fetchArchive(urls.addon, join(work, "lib"), step);
  step.say(`Downloading libtensorflow ${PREBUILT_TENSORFLOW_VERSION} …`);
  await fetchArchive(urls.library, join(work, "deps"), step);
  await Deno.remove(join(work, "deps", "include"), { recursive: true }).catch(() => {});
  const addon = "lib/napi-v8/tfjs_binding.node";
  if (!await Deno.stat(join(work, addon)).then(() => true, () => false)) {
    throw new InputError(`${urls.addon} does not contain napi-v8/tfjs_binding.node`);
  }
  return addon;
}

async function fetchArchive(url: string, folder: string, { signal }: SetupStep): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const archive = join(folder, "archive.tar.gz");
  await download(url, archive, signal);
  const unpacked = await runProgram("tar", ["-xzf", archive, "-C", folder], { signal });
  if (unpacked === undefined) {
    throw new InputError("tar is missing: install it (Debian, Ubuntu: `apt install tar`)");
  }
  if (!unpacked.ok) throw new InputError(`${url} is damaged: ${lastLines(unpacked.stderr, 1)}`);
  await Deno.remove(archive);
}

/**
 * Downloads a file; gives up soon if the host is unreachable or stops responding.
 *
 * @param url the file's address
 * @param path the destination
 * @param signal stops the download
 * @throws {InputError} if it cannot be downloaded, is shorter than announced, or does not match its host's
 * md5
 */
export async function download(url: string, path: string, signal: AbortSignal): Promise<void> {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), ANSWER_WITHIN);
  const md5 = createHash("md5");
  let received = 0;
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, silent.signal]) });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new InputError(`${url} does not exist (HTTP ${response.status})`);
    }
    using file = await Deno.open(path, { write: true, create: true, truncate: true });
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), STALL_WITHIN);
      md5.update(chunk);
      received += chunk.length;
      for (let done = 0; done < chunk.length;) done += await file.write(chunk.subarray(done));
    }
    checkDownload(url, response.headers, received, md5.digest("base64"));
  } catch (error) {
    if (signal.aborted || error instanceof InputError) throw error;
    const reason = silent.signal.aborted ? "no answer" : reasonOf(error);
    throw new InputError(`Cannot download ${url}: ${reason}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Explains a failed fetch by its cause, which says more than "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message.replace(/^error sending request for url \([^)]*\): /, "");
}

/** Checks a download's length and md5, which Google announces in `x-goog-hash: crc32c=…,md5=…`. */
function checkDownload(url: string, headers: Headers, received: number, md5: string): void {
  const length = headers.get("content-length");
  if (length !== null && headers.get("content-encoding") === null && Number(length) !== received) {
    throw new InputError(`${url} broke off after ${received} of ${length} bytes`);
  }
  const announced = /md5=([A-Za-z0-9+/=]+)/.exec(headers.get("x-goog-hash") ?? "")?.[1];
  if (announced !== undefined && announced !== md5) {
    throw new InputError(`${url} is damaged: its md5 is ${md5}, not ${announced} as its host says`);
  }
}
