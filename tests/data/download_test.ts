import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { download } from "../../src/data/download.ts";

const CONTENT = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24);
const MD5 = createHash("md5").update(CONTENT).digest("hex");

interface Server {
  readonly url: string;
  /** The Range header of every request, null where there was none. */
  readonly ranges: (string | null)[];
}

/** Serves on this machine while `use` runs, in a temporary folder. */
const withServer = async (
  answer: (request: Request, count: number) => Response,
  use: (server: Server, folder: string) => Promise<void>,
): Promise<void> => {
  const ranges: (string | null)[] = [], folder = await Deno.makeTempDir();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    ranges.push(request.headers.get("range"));
    return answer(request, ranges.length);
  });
  try {
    await use({ url: `http://127.0.0.1:${server.addr.port}/set.tar.gz`, ranges }, folder);
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
};

/** A body that stops after `length` bytes although more were announced. */
const cutBody = (bytes: Uint8Array, length: number): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, length));
    },
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 20)); // let the first piece out
      controller.close();
    },
  });

const whole = () => new Response(CONTENT, { headers: { "content-length": `${CONTENT.length}` } });

const rest = (request: Request): Response => {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.get("range") ?? "")?.[1] ?? NaN);
  if (Number.isNaN(start)) return whole();
  if (start >= CONTENT.length) return new Response(null, { status: 416 });
  const range = `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}`;
  return new Response(CONTENT.slice(start), { status: 206, headers: { "content-range": range } });
};

const names = (folder: string): string[] => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
const remedy = "use --data-dir";

Deno.test("download() fetches a file once and reports the progress", () =>
  withServer(rest, async ({ url, ranges }, folder) => {
    const path = `${folder}/deep/set.tar.gz`, told: [number, number][] = [];
    const options = {
      url,
      path,
      md5: MD5,
      remedy,
      onProgress: (...args: [number, number]) => void told.push(args),
    };
    await download(options);
    await download(options);
    assert.deepEqual(await Deno.readFile(path), CONTENT);
    assert.deepEqual(told.at(-1), [CONTENT.length, CONTENT.length]);
    assert.deepEqual(ranges, [null]);
    assert.deepEqual(names(`${folder}/deep`), ["set.tar.gz"]);
  }));

Deno.test("download() resumes after a lost connection", () =>
  withServer((request, count) => {
    if (count > 1) return rest(request);
    return new Response(cutBody(CONTENT, 100_000), { headers: { "content-length": `${CONTENT.length}` } });
  }, async ({ url, ranges }, folder) => {
    const path = `${folder}/set.tar.gz`;
    await download({ url, path, md5: MD5, remedy, pause: 0 });
    assert.deepEqual(await Deno.readFile(path), CONTENT);
    assert.deepEqual(ranges, [null, "bytes=100000-"]);
  }));

Deno.test("download() resumes the download of an earlier process", () =>
  withServer(rest, async ({ url, ranges }, folder) => {
    const path = `${folder}/set.tar.gz`;
    await Deno.writeFile(`${path}.part`, CONTENT.subarray(0, 5));
    await download({ url, path, md5: MD5, remedy });
    assert.deepEqual(await Deno.readFile(path), CONTENT);
    assert.deepEqual(ranges, ["bytes=5-"]);
    await Deno.rename(path, `${path}.part`); // whole already, but stopped before it got its name
    await download({ url, path, md5: MD5, remedy });
    assert.deepEqual(await Deno.readFile(path), CONTENT);
  }));

Deno.test("download() starts again if the server supports no ranges", () =>
  withServer(whole, async ({ url, ranges }, folder) => {
    const path = `${folder}/set.tar.gz`;
    await Deno.writeFile(`${path}.part`, CONTENT.subarray(0, 1000));
    await download({ url, path, md5: MD5, remedy });
    assert.deepEqual(await Deno.readFile(path), CONTENT);
    assert.deepEqual(ranges, ["bytes=1000-"]);
  }));

Deno.test("download() keeps the partial file and says so if every connection is lost", () =>
  withServer((request) => {
    const cut = request.headers.get("range") !== null;
    if (cut) return new Response("busy", { status: 503 });
    return new Response(cutBody(CONTENT, 1000), { headers: { "content-length": `${CONTENT.length}` } });
  }, async ({ url }, folder) => {
    await assert.rejects(download({ url, path: `${folder}/x`, md5: MD5, remedy, pause: 0 }), {
      name: "InputError",
      message: /returned 503 \(1000 bytes are kept; the same command resumes from there\); use --data-dir/,
    });
    assert.deepEqual(names(folder), ["x.part"]);
  }));

Deno.test("download() removes a file with a wrong checksum", () =>
  withServer(whole, async ({ url }, folder) => {
    await assert.rejects(download({ url, path: `${folder}/x`, md5: "0".repeat(32), remedy }), {
      name: "InputError",
      message: new RegExp(`has the md5 ${MD5}, but 0{32} was expected, so it was removed`),
    });
    assert.deepEqual(names(folder), []);
  }));

Deno.test("download() leaves nothing behind if the server has no such file", () =>
  withServer(
    () => new Response("no", { status: 404, statusText: "Not Found" }),
    async ({ url, ranges }, folder) => {
      await assert.rejects(download({ url, path: `${folder}/x`, md5: MD5, remedy }), {
        name: "InputError",
        message: `Cannot download ${url}: the server returned 404 Not Found; use --data-dir`,
      });
      assert.equal(ranges.length, 1);
      assert.deepEqual(names(folder), []);
    },
  ));

Deno.test("download() names the remedy if the host is unreachable", async () => {
  let url = "";
  await withServer(whole, (server) => Promise.resolve(void (url = server.url)));
  const folder = await Deno.makeTempDir();
  try {
    await assert.rejects(download({ url, path: `${folder}/x`, md5: MD5, remedy }), {
      name: "InputError",
      message: /Cannot download http.*use --data-dir/,
    });
    assert.deepEqual(names(folder), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("download() gives up a stalled connection", () =>
  withServer(
    () => new Response(new ReadableStream({ start: (c) => c.enqueue(CONTENT.slice(0, 10)) })),
    async ({ url }, folder) => {
      await assert.rejects(
        download({ url, path: `${folder}/x`, md5: MD5, remedy, patience: 0.1, pause: 0 }),
        {
          name: "InputError",
          message: /no data arrived for 0\.1 seconds \(10 bytes are kept/,
        },
      );
    },
  ));

Deno.test("two simultaneous downloads of one file fetch it once", () =>
  withServer(rest, async ({ url, ranges }, folder) => {
    const options = { url, path: `${folder}/x`, md5: MD5, remedy };
    await Promise.all([download(options), download(options)]);
    assert.deepEqual(await Deno.readFile(options.path), CONTENT);
    assert.deepEqual(ranges, [null]);
  }));
