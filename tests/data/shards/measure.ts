/**
 * Measures the path from JPEG files to batches. Run by hand:
 *
 *     deno run --allow-read --allow-write --allow-env --allow-sys --allow-ffi \
 *       tests/data/shards/measure.ts DIR [SIZE [REPEATS]]
 *
 * DIR holds JPEG files (each is listed REPEATS times to make a larger set). Prints the time of decoding alone and of
 * decoding, resizing and writing shards (their quotient should be 0.7 or more), of the first and of later epochs
 * (a twentieth or less), and the memory that reading a set of three times the cap takes beyond the process itself.
 */
import process from "node:process";
import sharp from "sharp";
import { decodeFiles } from "../../../src/data/shards/build.ts";
import { describeFiles } from "../../../src/data/shards/files.ts";
import { MemoryBudget } from "../../../src/data/shards/memory.ts";
import { openStore } from "../../../src/data/shards/store.ts";
import { randomStream } from "../../../src/random.ts";

const [root = ".", size = "224", repeats = "1"] = Deno.args, fit = { size: Number(size) };
const jpegs = [...Deno.readDirSync(root)].map(({ name }) => name).filter((name) => /\.jpe?g$/i.test(name))
  .sort();
const names = Array.from({ length: Number(repeats) }, () => jpegs).flat(), count = names.length;
const files = await describeFiles(root, names), bytes = count * fit.size ** 2 * 3, BATCH = 64;
const mebibytes = (value: number): string => `${(value / 2 ** 20).toFixed(0)} MiB`;

/** Wall-clock and processor seconds: the latter are more reliable on a busy machine. */
interface Taken {
  readonly clock: number;
  readonly processor: number;
}

const time = async (what: string, work: () => Promise<unknown>): Promise<Taken> => {
  const start = performance.now(), before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before), clock = (performance.now() - start) / 1000;
  const processor = (user + system) / 1e6;
  console.log(
    `${what.padEnd(50)} ${clock.toFixed(3)} s (processors ${processor.toFixed(3)} s), ` +
      `${(count / clock).toFixed(0)} images/s`,
  );
  return { clock, processor };
};

/** The ratio of two times, by the clock and by the processors. */
const quotient = (one: readonly Taken[], other: readonly Taken[]): string => {
  const of = (key: keyof Taken) =>
    (Math.min(...one.map((t) => t[key])) / Math.min(...other.map((t) => t[key]))).toFixed(2);
  return `${of("clock")} by the clock, ${of("processor")} by the processors`;
};

/** Times sharp alone on the files, as many at a time as we decode. */
const decodeOnly = async (): Promise<void> => {
  let next = 0;
  const work = async () => {
    while (next < count) {
      await sharp(`${root}/${names[next++]}`, { failOn: "truncated", ignoreIcc: true }).raw().toBuffer();
    }
  };
  await Promise.all(Array.from({ length: Math.max(4, 2 * navigator.hardwareConcurrency) }, work));
};

/** Reads every image once, in batches of a random order. */
const epoch = async (
  read: (places: Uint32Array, buffer?: Uint8Array) => Promise<Uint8Array>,
  number: number,
): Promise<void> => {
  const order = randomStream(1, `epoch=${number}`).permutation(count);
  let buffer: Uint8Array | undefined;
  for (let start = 0; start < count; start += BATCH) {
    buffer = await read(order.subarray(start, start + BATCH), buffer);
  }
};

const cache = await Deno.makeTempDir();
Deno.env.set("CBM_CACHE_DIR", cache);
try {
  console.log(`${count} files, ${mebibytes(bytes)} at ${size}×${size} pixels`);
  const open = (cap: number) => {
    const budget = new MemoryBudget(cap);
    return openStore(files, { root, part: "all", fit, onError: "refuse", budget }).then((store) => ({
      store,
      budget,
    }));
  };
  await decodeOnly(); // everything is loaded and warm from here on
  const cap = Math.floor(bytes / 3), before = Deno.memoryUsage().rss;
  let opened = await open(cap), most = 0;
  const decoded = Deno.memoryUsage().rss - before;
  for (let number = 0; number < 3; number++) {
    await epoch(async (places, buffer) => {
      const batch = await opened.store.read(places, buffer);
      most = Math.max(most, Deno.memoryUsage().rss - before);
      return batch;
    }, number);
  }
  console.log(
    `a set of 3 times the cap of ${mebibytes(cap)}: ${
      mebibytes(opened.budget.held)
    } held; the process grew by ` +
      `${mebibytes(decoded)} while decoding and by ${mebibytes(most)} at most in 3 epochs`,
  );

  const alone: Taken[] = [], resized: Taken[] = [];
  for (let turn = 0; turn < 3; turn++) {
    alone.push(await time("sharp, decoding alone", decodeOnly));
    const buffer = new Uint8Array(bytes);
    resized.push(await time("decoding and resizing", () => decodeFiles(root, files, fit, "refuse", buffer)));
  }
  console.log(`speed beside decoding alone: ${quotient(alone, resized)}`);

  await Deno.remove(cache, { recursive: true });
  const first = await time("first epoch: decoding, writing, reading", async () => {
    opened = await open(2 * bytes);
    await epoch(opened.store.read, 0);
  });
  const second = await time("second epoch, from memory", () => epoch(opened.store.read, 1));
  opened = await open(0);
  await epoch(opened.store.read, 0);
  const disk = await time(
    "second epoch, nothing held: from the disk's cache",
    () => epoch(opened.store.read, 1),
  );
  console.log(`first beside second epoch, memory: ${quotient([first], [second])}`);
  console.log(`first beside second epoch, disk: ${quotient([first], [disk])}`);
} finally {
  await Deno.remove(cache, { recursive: true }).catch(() => {});
}
