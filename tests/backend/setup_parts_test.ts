/** The parts that setup is made of. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { OPERATION_FILES, readOperationFile } from "../../src/backend/setup/build.ts";
import { OPERATIONS } from "../../src/backend/setup/location.ts";
import { needSpace } from "../../src/backend/setup/need_space.ts";
import { findPlatform, PACKAGE_VERSION } from "../../src/backend/setup/platform.ts";
import { download, prebuiltUrls } from "../../src/backend/setup/prebuilt.ts";
import { explainPython } from "../../src/backend/setup/wheel.ts";
import { sha256Hex } from "../../src/io/hash.ts";
import { withLock } from "../../src/io/lock.ts";
import { withServer } from "./setup_sandbox.ts";

Deno.test("a damaged download is rejected: wrong md5, missing file", async () => {
  const bytes = new Uint8Array(1000).fill(7);
  const folder = await Deno.makeTempDir();
  const signal = new AbortController().signal;
  const answers: Record<string, () => Response> = {
    "/md5": () =>
      new Response(bytes, { headers: { "x-goog-hash": "crc32c=AAAAAA==,md5=1B2M2Y8AsgTpgAmY7PhCfg==" } }),
    "/good": () => new Response(bytes, { headers: { "x-goog-hash": "md5=60/BsgsCAiW+v9SGhtklFw==" } }),
  };
  await withServer(
    ({ url }) => answers[new URL(url).pathname]?.() ?? new Response("no", { status: 404 }),
    async (url) => {
      const path = join(folder, "file");
      await assert.rejects(download(`${url}md5`, path, signal), /md5 is damaged: its md5 is/);
      await assert.rejects(download(`${url}absent`, path, signal), /absent does not exist \(HTTP 404\)/);
      await download(`${url}good`, path, signal);
      assert.deepEqual(await Deno.readFile(path), bytes);
    },
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an interrupted download is rejected", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const path = await Deno.makeTempFile();
  const answer = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(1000));
    await connection.write(
      new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nnot all"),
    );
  })();
  const url = `http://127.0.0.1:${listener.addr.port}/file`;
  await assert.rejects(
    download(url, path, new AbortController().signal),
    /^InputError: (Cannot download|.* broke off)/,
  );
  await answer;
  listener.close();
  await Deno.remove(path);
});

Deno.test("needSpace() states the free space and the remedy", async () => {
  const folder = await Deno.makeTempDir();
  await needSpace(join(folder, "not", "yet"), 0);
  await assert.rejects(
    needSpace(folder, 1e9),
    /needs 1000000000 GB in .* GB are free: free some space, or set CBM_CACHE_DIR/,
  );
  await Deno.remove(folder);
});

Deno.test("withLock() admits one process at a time, even if the folder is removed meanwhile", async () => {
  const folder = join(await Deno.makeTempDir(), "lock");
  let inside = 0, most = 0, waited = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await Deno.remove(folder, { recursive: true });
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(folder, () => waited++, work)));
  assert.deepEqual([most, inside], [1, 0]);
  assert.ok(waited > 0);
  await Deno.remove(join(folder, ".."), { recursive: true });
});

Deno.test("explainPython() derives the remedy from pip's output", () => {
  const remedies: [string, RegExp][] = [
    ["/usr/bin/python3: No module named pip", /python3-pip/],
    ["OSError: [Errno 28] No space left on device", /free some space/],
    ["zipfile.BadZipFile: File is not a zip file", /pip cache purge/],
    [
      "WARNING: Retrying (Retry(total=0 … NewConnectionError\nERROR: No matching distribution found",
      /check the network/,
    ],
    ["ERROR: No matching distribution found for tensorflow-cpu==2.21.0", /no such wheel for this machine/],
    ["Traceback\nSomethingElse: what", /python3 failed:\n.*\nSomethingElse: what/],
  ];
  for (const [complaint, remedy] of remedies) assert.match(explainPython(complaint), remedy);
});

Deno.test("prebuiltUrls() are those of the package's own install script", () => {
  const linux = findPlatform("linux", "x86_64")!;
  const { addon, library } = prebuiltUrls(linux, false);
  assert.match(addon, /tf-builds\/pre-built-binary\/napi-v8\/4\.22\.0\/GPU-linux-4\.22\.0\.tar\.gz$/);
  assert.match(library, /tensorflow\/libtensorflow\/libtensorflow-cpu-linux-x86_64-2\.9\.1\.tar\.gz$/);
  assert.match(prebuiltUrls(linux, true).library, /libtensorflow-gpu-linux-x86_64-2\.9\.1\.tar\.gz$/);
});

Deno.test("findPlatform() knows no TensorFlow for Windows", () => {
  assert.equal(findPlatform("windows", "x86_64"), undefined);
});

Deno.test("the addon is built for the version of the package that deno.json asks for", () => {
  assert.equal(
    denoJson.imports["@tensorflow/tfjs-node-gpu"],
    `npm:@tensorflow/tfjs-node-gpu@${PACKAGE_VERSION}`,
  );
});

Deno.test("an addon's hash identifies the operations it contains", async () => {
  const folder = new URL("../../src/backend/native/", import.meta.url);
  const there = [...Deno.readDirSync(folder)].map(({ name }) => name).filter((name) => !name.startsWith("."));
  assert.deepEqual(there.sort(), [...OPERATION_FILES]);
  const sources = await Promise.all(OPERATION_FILES.map(readOperationFile));
  const hash = sha256Hex(...OPERATION_FILES.flatMap((name, i) => [name, sources[i]!])).slice(0, 12);
  assert.equal(OPERATIONS, hash, "src/backend/native has changed: set OPERATIONS to its hash");
});
