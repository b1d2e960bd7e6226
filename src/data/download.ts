/** Downloads that can be interrupted: a part file, HTTP ranges, and a checksum before the file gets its name. */
import { dirname } from "@std/path";
import { InputError } from "../errors.ts";
import { writeAll } from "../io/atomic.ts";
import { exists } from "../io/exists.ts";
import { explainFileError } from "../io/file_errors.ts";
import { hashFile } from "../io/hash.ts";

/** What to download. */
export interface DownloadOptions {
  readonly url: string;
  /** Where it goes once it is whole and its checksum is right; `path + ".part"` holds what has come so far. */
  readonly path: string;
  readonly md5: string;
  /** What to do where the host is out of reach; the end of error messages. */
  readonly remedy: string;
  /** Told the bytes so far, and in all (0 if the server does not say). */
  readonly onProgress?: (done: number, total: number) => void;
  /** Seconds without a byte after which the connection counts as cut; 60 by default. */
  readonly patience?: number;
  /** Seconds before the first new attempt after a cut, doubled for each next one; 1 by default. */
  readonly pause?: number;
}

const MAX_ATTEMPTS = 4;

/** A connection that was cut: worth another attempt. */
class Cut extends Error {}

/** Appends what is missing to the part file. */
const fetchRest = async (file: Deno.FsFile, options: DownloadOptions): Promise<void> => {
  const { url, onProgress, patience = 60 } = options;
  let have = await file.seek(0, Deno.SeekMode.End);
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), patience * 1000);
  let response: Response | undefined;
  try {
    // "identity": with compression a range would count compressed bytes.
    const headers = { "accept-encoding": "identity", ...(have > 0 ? { range: `bytes=${have}-` } : {}) };
    response = await fetch(url, { headers, signal: abort.signal });
    if (response.status === 416) return; // the part is whole, or of another file: the checksum tells
    if (response.status >= 500 || response.status === 429) {
      throw new Cut(`the server answers ${response.status}`);
    }
    if (!response.ok || response.body === null) {
      throw new InputError(
        `Cannot download ${url}: the server answers ${response.status} ${response.statusText}; ${options.remedy}`,
      );
    }
    const resumed = response.status === 206 &&
      response.headers.get("content-range")?.startsWith(`bytes ${have}-`);
    if (!resumed) { // a server without ranges sends the whole
      await file.truncate(0);
      have = await file.seek(0, Deno.SeekMode.Start);
    }
    const length = Number(response.headers.get("content-length") ?? 0),
      total = length > 0 ? have + length : 0;
    for await (const piece of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), patience * 1000);
      await writeAll(file, piece);
      have += piece.length;
      onProgress?.(have, total);
    }
    if (have < total) throw new Cut(`the connection was cut after ${have} of ${total} bytes`);
  } catch (error) {
    if (abort.signal.aborted) throw new Cut(`nothing came for ${patience} seconds`);
    if (error instanceof Deno.errors.NotCapable) {
      throw new InputError(`Cannot download ${url}: Deno was not given the permission (${error.message})`);
    }
    // fetch and its body throw a TypeError for everything that is the network's fault.
    if (error instanceof TypeError) {
      const cause = error.cause instanceof Error ? error.cause.message : error.message;
      throw new Cut(cause.replace(/^error sending request for url \(.*?\): /, ""), { cause: error });
    }
    throw error;
  } finally {
    clearTimeout(timer);
    await response?.body?.cancel().catch(() => {});
  }
};

/** Attempts until nothing is missing; an attempt that brings nothing at all is not repeated. */
const fetchAll = async (file: Deno.FsFile, options: DownloadOptions): Promise<void> => {
  let most = (await file.stat()).size; // where there are no ranges, the part also shrinks
  for (let attempt = 1;; attempt++) {
    try {
      return await fetchRest(file, options);
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      const size = (await file.stat()).size;
      if (size > most) attempt = 1;
      most = Math.max(most, size);
      if (attempt === MAX_ATTEMPTS || most === 0) {
        const kept = size > 0 ? ` (${size} bytes are kept; the same command goes on from there)` : "";
        throw new InputError(`Cannot download ${options.url}: ${error.message}${kept}; ${options.remedy}`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, (options.pause ?? 1) * 1000 * 2 ** (attempt - 1)));
    }
  }
};

/**
 * Downloads a file, or the rest of it where an earlier attempt was interrupted.
 *
 * Processes that want the same file wait for each other. A file that is already there is taken as it is: it got
 * its name only after its checksum was right.
 *
 * @param options what, where to, and its md5
 * @throws {InputError} if the host is out of reach, has no such file, or sends one with another checksum (which
 * is then removed), or if it cannot be written
 */
export async function download(options: DownloadOptions): Promise<void> {
  const { url, path, md5 } = options, part = `${path}.part`;
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    using file = await Deno.open(part, { read: true, write: true, create: true });
    await file.lock(true); // the system unlocks when the file is closed, also after a crash
    if (await exists(path)) {
      await Deno.remove(part).catch(() => {});
      return;
    }
    await fetchAll(file, options);
    await file.sync();
    const got = await hashFile(part, "md5");
    if (got !== md5) {
      const { size } = await file.stat();
      await Deno.remove(part);
      throw new InputError(
        `Cannot use ${url}: what was downloaded (${size} bytes) has the md5 ${got}, ${md5} was expected; ` +
          `it was removed; run it again, or ${options.remedy}`,
      );
    }
    await Deno.rename(part, path);
  } catch (error) {
    const stat = await Deno.stat(part).catch(() => undefined);
    if (stat?.size === 0) await Deno.remove(part).catch(() => {});
    throw explainFileError(error, "write", part);
  }
}
