/**
 * Measures how far the resident memory of a process grows while a set of images is decoded and read. Run by
 * store_test.ts with a folder of images, how many there are to be (the files are listed as often as it takes), their
 * height and width, and the cap in bytes; prints JSON.
 */
import { describeFiles } from "../../../src/data/shards/files.ts";
import { MemoryBudget } from "../../../src/data/shards/memory.ts";
import { openStore } from "../../../src/data/shards/store.ts";
import { randomStream } from "../../../src/random.ts";

const [root, count, size, cap] = [Deno.args[0]!, ...Deno.args.slice(1).map(Number)] as [
  string,
  number,
  number,
  number,
];
const BATCH = 32;
const found = [...Deno.readDirSync(root)].map(({ name }) => name).sort();

const open = async (part: string, images: number, bytes: number) => {
  const names = Array.from({ length: images }, (_, i) => found[i % found.length]!);
  const budget = new MemoryBudget(bytes), onProgress = () => note();
  const options = { root, part, fit: { size }, onError: "refuse", budget, onProgress } as const;
  return { budget, ...await openStore(await describeFiles(root, names), options) };
};

let most = 0;
const note = () => most = Math.max(most, Deno.memoryUsage().rss);

const epoch = async ({ read, kept }: Awaited<ReturnType<typeof open>>, number: number) => {
  const order = randomStream(1, `epoch=${number}`).permutation(kept.length);
  let buffer: Uint8Array | undefined;
  for (let start = 0; start < order.length; start += BATCH) {
    buffer = await read(order.subarray(start, start + BATCH), buffer);
    note();
  }
};

await epoch(await open("warm", 2 * BATCH, 0), 0); // everything is loaded from here on
const before = Deno.memoryUsage().rss;
most = before;
const store = await open("all", count, cap), decoding = most - before;
for (let number = 1; number <= 3; number++) await epoch(store, number);
console.log(JSON.stringify({ decoding, growth: most - before, held: store.budget.held }));
