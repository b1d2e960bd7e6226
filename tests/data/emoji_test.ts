import assert from "node:assert/strict";
import { join } from "node:path";
import { checksum } from "../../src/data/emoji/cache.ts";
import { loadEmoji as loadChecked } from "../../src/data/emoji/mod.ts";
import { cacheKey, chooseEmoji, EMOJI_OPTIONS } from "../../src/data/emoji/options.ts";
import { loadDataset } from "../../src/data/mod.ts";
import type { Dataset, LoadContext, Split } from "../../src/data/types.ts";
import { UsageError } from "../../src/errors.ts";
import { sha256Hex } from "../../src/io/hash.ts";
import { checkOptionValues, type GivenValues } from "../../src/options.ts";
import { noticesOf } from "../notices_of.ts";

/** Small enough for a test: one style, few images. */
const SMALL = { train: 40, test: 20, styles: "twemoji" };

type Given = GivenValues<typeof EMOJI_OPTIONS>;

const check = (given: Given) => checkOptionValues("emoji", EMOJI_OPTIONS, given);
const loadEmoji = (given: Given, root: string, context: LoadContext = {}) =>
  loadChecked(check(given), context, root);

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const everyImage = (split: Split): Promise<Uint8Array> => split.read([...split.labels.keys()]);

async function imageHashes({ shape }: Dataset, split: Split): Promise<string[]> {
  const images = await everyImage(split), bytes = shape[0] * shape[1] * 3;
  return Array.from({ length: split.size }, (_, k) => sha256Hex(images.subarray(k * bytes, (k + 1) * bytes)));
}

Deno.test("emoji is by default 8,000 training and 2,000 test images of 32×32", () => {
  const { size, train, test, styles } = chooseEmoji(check({}));
  assert.deepEqual([size, train, test, styles.length], [32, 8000, 2000, 5]);
});

Deno.test("emoji's cache name changes only with the version of its code, packages or Unicode", () => {
  const keyOf = (given: Given) => cacheKey(chooseEmoji(check(given)));
  assert.equal(keyOf({}), "32px-4016694e076b86f5");
  assert.equal(keyOf({ size: 48, train: 20, test: 10 }), "48px-a2fd8e157d699154");
  for (const styles of ["noto+twemoji", "twemoji+noto"]) {
    assert.equal(keyOf({ train: 20, test: 10, styles }), "32px-7a1856beedd4eede");
  }
});

Deno.test("emoji has balanced classes and no concept or image on both sides", async () => {
  await inFolder(async (folder) => {
    const dataset = await loadEmoji({ train: 1000, test: 400 }, folder);
    assert.equal(dataset.classes.length, 10);
    assert.deepEqual(dataset.shape, [32, 32, 3]);
    for (const [split, each] of [[dataset.train, 100], [dataset.test, 40]] as const) {
      for (let label = 0; label < 10; label++) {
        assert.equal(split.labels.filter((other) => other === label).length, each);
      }
    }
    const trained = new Set(dataset.train.groups), tested = new Set(dataset.test.groups);
    assert.deepEqual([...tested].filter((group) => trained.has(group)), []);
    // Every concept is shown: 100 and 40 images per class are more than any class has concepts.
    assert.ok(trained.size > 400 && tested.size > 130, `${trained.size} and ${tested.size} concepts`);
    const training = await imageHashes(dataset, dataset.train),
      testing = await imageHashes(dataset, dataset.test);
    assert.equal(new Set([...training, ...testing]).size, 1400);
  });
});

Deno.test("emoji gives the same pixels for the same seed and others for another", async () => {
  await inFolder(async (folder) => {
    const load = (options: Given) => loadEmoji({ ...SMALL, ...options }, folder);
    const [one, two] = [await load({ seed: 1 }), await load({ seed: 2 })];
    await Deno.remove(folder, { recursive: true });
    const again = await load({ seed: 1 });
    assert.deepEqual(await everyImage(again.train), await everyImage(one.train));
    assert.equal(again.test.contentHash, one.test.contentHash);
    assert.notEqual(two.train.contentHash, one.train.contentHash);
    const more = await load({ seed: 1, train: 60 });
    const beginning = await more.train.read([...one.train.labels.keys()]);
    assert.deepEqual(beginning, await everyImage(one.train), "fewer images are the beginning of more");
  });
});

Deno.test({
  name: "emoji gives the pixels it has always given",
  // Drawn elsewhere they look the same, but nobody has compared them bit for bit.
  ignore: Deno.build.os !== "linux" || Deno.build.arch !== "x86_64",
  fn: () =>
    inFolder(async (folder) => {
      const dataset = await loadEmoji({ train: 20, test: 10 }, folder);
      const hashes = [await everyImage(dataset.train), await everyImage(dataset.test)].map((all) =>
        sha256Hex(all)
      );
      assert.deepEqual(hashes.map((hash) => hash.slice(0, 16)), ["e8002139f266efac", "2368695dbcf8df25"]);
    }),
});

Deno.test("emoji is read from its cache, and drawn again if that is damaged", async () => {
  await inFolder(async (root) => {
    let told = 0;
    const load = () => loadEmoji(SMALL, root, { onProgress: () => told++ });
    const first = await load();
    assert.ok(told > 0, "made");
    const folder = join(root, [...Deno.readDirSync(root)][0]!.name);
    const damages: Record<string, () => void> = {
      "a flipped bit of an image": () => {
        const path = join(folder, "test.npy"), bytes = Deno.readFileSync(path);
        bytes[bytes.length - 5]! ^= 1;
        Deno.writeFileSync(path, bytes);
      },
      "a truncated file": () => Deno.truncateSync(join(folder, "train.npy"), 1000),
      "another label": () => {
        const path = join(folder, "index.json"), index = JSON.parse(Deno.readTextFileSync(path));
        index.train.labels[3] = 7;
        Deno.writeTextFileSync(path, JSON.stringify(index));
      },
      "half an index": () => Deno.truncateSync(join(folder, "index.json"), 100),
      "an index without sides": () => Deno.writeTextFileSync(join(folder, "index.json"), "[]"),
      "a missing file": () => Deno.removeSync(join(folder, "train.npy")),
    };
    for (const [what, damage] of Object.entries(damages)) {
      told = 0;
      const cached = await load();
      assert.equal(told, 0, `before ${what}: not made again`);
      assert.equal(cached.train.contentHash, first.train.contentHash);
      damage();
      const repaired = await load();
      assert.ok(told > 0, `after ${what}: made again`);
      assert.equal(repaired.train.contentHash, first.train.contentHash);
      assert.deepEqual(await everyImage(repaired.test), await everyImage(first.test));
    }
  });
});

Deno.test("emoji loads without a writable cache, and says so", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "");
    const said = await noticesOf(async () => {
      const dataset = await loadEmoji(SMALL, file);
      assert.equal(dataset.train.size, 40);
    });
    assert.match(said.join(), /^The data set is not cached for the next run: Cannot write/);
  });
});

Deno.test("emoji can be drawn at another size", async () => {
  await inFolder(async (folder) => {
    const dataset = await loadEmoji({ ...SMALL, size: 48 }, folder);
    assert.deepEqual(dataset.shape, [48, 48, 3]);
    assert.equal((await dataset.test.read([19, 0])).length, 2 * 48 * 48 * 3);
    await assert.rejects(
      async () => await dataset.test.read([20]),
      /Cannot read image 20: the split has 20/,
    );
  });
});

Deno.test("emoji rejects invalid options and names valid ones", async () => {
  const wrong: [string, RegExp][] = [
    ["colour=red", /Unknown option "colour" of "emoji": choose one of "size", .* and "styles"/],
    ["size=4", /"size".*from 8 to 512, not "4"/],
    ["size=33.5", /whole number/],
    ["train=9", /"train".*from 10/],
    ["seed=-1", /"seed"/],
    [
      "styles=noto+openmoji",
      /Unknown emoji style "openmoji": choose one of "emojione", .*, or join several with "\+"/,
    ],
    ["size=512,train=8000", /Cannot create .* GiB of emoji: the limit is 2 GiB. Lower size, train or test/],
  ];
  for (const [options, message] of wrong) {
    await assert.rejects(() => loadDataset(`emoji:${options}`), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("emoji's checksum covers pixels, labels and groups", () => {
  const side = { images: new Uint8Array(12), labels: new Int32Array(1), groups: new Int32Array(1) };
  const others = [
    { ...side, images: new Uint8Array(12).fill(1) },
    { ...side, labels: new Int32Array([1]) },
    { ...side, groups: new Int32Array([1]) },
  ];
  assert.equal(new Set([side, ...others].map(checksum)).size, 4);
});
