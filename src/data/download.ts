/** Resumable downloads: a part file, HTTP ranges, and a checksum before the file gets its final name. */
import { dirname } from "@std/path";
import { InputError } from "../errors.ts";
import { writeAll } from "../io/atomic.ts";
import { exists } from "../io/exists.ts";
import { explainFileError } from "../io/file_errors.ts";
import { hashFile } from "../io/hash.ts";

/** Options of {@linkcode download}. */
export interface DownloadOptions {
  readonly url: string;
  /** The path of the complete, checked file; `path + ".part"` holds the bytes received so far. */
  readonly path: string;
  readonly md5: string;
  /** Advice if the host is unreachable, the end of error messages. */
  readonly remedy: string;
  /** Called with the bytes received so far and in total (0 if the server does not state it). */
  readonly onProgress?: (done: number, total: number) => void;
  /** Seconds without data after which the connection counts as lost; 60 by default. */
  readonly patience?: number;
  /** Seconds before the first retry, doubled for each further one; 1 by default. */
  readonly pause?: number;
}

const MAX_ATTEMPTS = 4;

/** A lost connection, worth a retry. */
class Cut extends Error {}

/** Appends the missing bytes to the part file. */
const fetchRest = async (file: Deno.FsFile, options: DownloadOptions): Promise<void> => {
  const { url, onProgress, patience = 60 } = options;
  let have = await file.seek(0, Deno.SeekMode.End);
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), patience * 1000);
  let response: Response | undefined;
  try {
    // "identity", because with compression a range would count compressed bytes.
    const headers = { "accept-encoding": "identity", ...(have > 0 ? { range: `bytes=${have}-` } : {}) };
    response = await fetch(url, { headers, signal: abort.signal });
    if (response.status === 416) return; // the part is complete, or of another file: the checksum decides
    if (response.status >= 500 || response.status === 429) {
      throw new Cut(`the server returned ${response.status}`);
    }
    if (!response.ok || response.body === null) {
      throw new InputError(
        `Cannot download ${url}: the server returned ${response.status} ${response.statusText}; ` +
          options.remedy,
      );
    }
    const resumed = response.status === 206 &&
      response.headers.get("content-range")?.startsWith(`bytes ${have}-`);
    if (!resumed) { // a server without ranges sends the whole file
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
    if (have < total) throw new Cut(`the connection was lost after ${have} of ${total} bytes`);
  } catch (error) {
    if (abort.signal.aborted) throw new Cut(`no data arrived for ${patience} seconds`);
    if (error instanceof Deno.errors.NotCapable) {
      throw new InputError(`Cannot download ${url}: Deno was not given the permission (${error.message})`);
    }
    // fetch and its body throw a TypeError for all network errors.
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

/** Retries until nothing is missing; gives up if no byte has arrived at all. */
const fetchAll = async (file: Deno.FsFile, options: DownloadOptions): Promise<void> => {
  let most = (await file.stat()).size; // without ranges, the part may also shrink
  for (let attempt = 1;; attempt++) {
    try {
      return await fetchRest(file, options);
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      const size = (await file.stat()).size;
      if (size > most) attempt = 1;
      most = Math.max(most, size);
      if (attempt === MAX_ATTEMPTS || most === 0) {
        const kept = size > 0 ? ` (${size} bytes are kept; the same command resumes from there)` : "";
        throw new InputError(`Cannot download ${options.url}: ${error.message}${kept}; ${options.remedy}`, {
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, (options.pause ?? 1) * 1000 * 2 ** (attempt - 1)));
    }
  }
};

/**
 * Downloads a file, or the rest of it if an earlier attempt was interrupted.
 *
 * Processes that download the same file wait for each other. An existing file is not checked again, since it
 * got its name only after its checksum had been verified.
 *
 * @param options the URL, the path and the md5
 * @throws {InputError} if the host is unreachable, has no such file, or sends one with a wrong checksum
 * (which is then removed), or if it cannot be written
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
        `Cannot use ${url}: the downloaded file (${size} bytes) has the md5 ${got}, but ${md5} was expected, so ` +
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
