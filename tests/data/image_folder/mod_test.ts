import { basename, dirname } from "@std/path";
import assert from "node:assert/strict";
import sharp from "sharp";
import { loadDataset } from "../../../src/data/mod.ts";
import { resizeBilinear } from "../../../src/data/resize.ts";
import { noticesOf } from "../../notices_of.ts";
import { shardsOf, withFiles } from "../image_files.ts";

type Raw = { pixels: Uint8Array; width: number; height: number; channels: 1 | 3 | 4 };

const raw = (width: number, height: number, channels: 1 | 3 | 4, seed: number): Raw => ({
  pixels: Uint8Array.from(
    { length: width * height * channels },
    (_, i) => Math.imul(i + seed, 2654435761) >>> 24,
  ),
  width,
  height,
  channels,
});

const encoder = ({ pixels, width, height, channels }: Raw) =>
  sharp(pixels, { raw: { width, height, channels } });
const png = (image: Raw): Promise<Uint8Array> => encoder(image).png().toBuffer();

const load = (root: string, options = "size=8") => loadDataset(`image-folder:${options}`, { dataDir: root });
const text = new TextEncoder().encode("no image");

Deno.test("image-folder takes train and test folders, sorts the classes and resizes as Pillow does", () => {
  const image = raw(12, 9, 3, 1);
  return withFiles({
    "train/zebra/a.png": png(image),
    "train/ant/b.PNG": png(raw(5, 5, 3, 2)),
    "train/ant/notes.txt": text,
    "train/ant/._b.png": text,
    "test/zebra/c.png": png(raw(5, 5, 3, 3)),
    "test/ant/d.png": png(raw(8, 8, 3, 4)),
    "readme.md": text,
  }, async (root) => {
    const { classes, shape, train, test, attribution } = await load(root);
    assert.ok(attribution.includes(basename(root)) && !attribution.includes(dirname(root)), attribution);
    assert.deepEqual([classes, shape, train.size, test.size], [["ant", "zebra"], [8, 8, 3], 2, 2]);
    assert.deepEqual([...train.labels], [0, 1]);
    const size = { height: 8, width: 8 };
    assert.deepEqual(await train.read([1]), resizeBilinear(image.pixels, { height: 9, width: 12 }, size));
    assert.deepEqual(await test.read([0]), raw(8, 8, 3, 4).pixels);
  });
});

Deno.test("image-folder drops transparency, expands grey to RGB, and ignores the EXIF orientation", () => {
  const grey = raw(4, 4, 1, 1), rgba = raw(4, 4, 4, 2), tall = raw(2, 6, 3, 3);
  const turned = encoder(tall).withMetadata({ orientation: 6 }).jpeg({
    quality: 100,
    chromaSubsampling: "4:4:4",
  }).toBuffer();
  return withFiles({
    "train/a/1.png": encoder(grey).toColourspace("b-w").png().toBuffer(),
    "train/a/2.png": png(rgba),
    "train/b/3.jpg": turned,
    "test/a/4.png": png(raw(4, 4, 3, 4)),
    "test/b/5.jpeg": turned,
  }, async (root) => {
    const { train } = await load(root, "size=4");
    const [one, two, three] = await Promise.all([0, 1, 2].map((index) => train.read([index])));
    assert.deepEqual([...one!], [...grey.pixels].flatMap((value) => [value, value, value]));
    assert.deepEqual([...two!], [...rgba.pixels].filter((_, i) => i % 4 < 3));
    const upright = resizeBilinear(tall.pixels, { height: 6, width: 2 }, { height: 4, width: 4 });
    // JPEG loses a little; the turned image would differ by about 80 on average.
    const error = three!.reduce((sum, value, i) => sum + Math.abs(value - upright[i]!), 0) / upright.length;
    assert.ok(error < 8, `mean difference ${error}`);
  });
});

const classFolders = Object.fromEntries(
  ["cat", "dog"].flatMap((name, label) =>
    Array.from({ length: 10 }, (_, i) => [`${name}/${i}.png`, png(raw(8, 8, 3, 100 * label + i))])
  ),
);

Deno.test("image-folder without a test folder holds out a seeded share of each class", () =>
  withFiles(classFolders, async (root) => {
    const { train, test } = await load(root, "size=8,test=0.3");
    assert.deepEqual([train.size, test.size], [14, 6]);
    assert.equal(test.labels.reduce((sum, label) => sum + label, 0), 3);
    const again = await load(root, "size=8,test=0.3"), other = await load(root, "size=8,test=0.3,seed=1");
    assert.equal(again.test.contentHash, test.contentHash);
    assert.notEqual(other.test.contentHash, test.contentHash);
  }));

Deno.test("image-folder decodes once, and again if a file changes or the cache is damaged", () =>
  withFiles(classFolders, async (root) => {
    let decoded = 0;
    const count = async () => {
      decoded = 0;
      return await loadDataset("image-folder:size=8", { dataDir: root, onProgress: () => void decoded++ });
    };
    const { contentHash } = (await count()).train;
    assert.equal(decoded, 20);
    assert.equal((await count()).train.contentHash, contentHash);
    assert.equal(decoded, 0);
    const shards = await shardsOf(root);
    assert.equal(shards.length, 1);
    await Deno.truncate(shards[0]!, 100);
    const said = await noticesOf(async () => {
      assert.equal((await count()).train.contentHash, contentHash);
    });
    assert.match(said.join(), /^The shard .*safetensors is damaged \(.*\): decoding its 20 images again$/);
    assert.equal(decoded, 20);
    await Deno.writeFile(`${root}/cat/0.png`, await png(raw(9, 9, 3, 77)));
    await count();
    assert.equal(decoded, 20);
  }));

Deno.test("image-folder loads without a writable cache, and says so", () =>
  withFiles(classFolders, async (root) => {
    await Deno.writeTextFile(`${root}/../cache`, "");
    const said = await noticesOf(async () => {
      const { train, test } = await load(root);
      assert.equal(train.size + test.size, 20);
    });
    assert.match(said.join(), /^The data set is not cached for the next run: Cannot write/);
  }));

Deno.test("image-folder names a file that cannot be decoded, or skips it", () =>
  withFiles({ ...classFolders, "cat/broken.jpg": text }, async (root) => {
    await assert.rejects(load(root), {
      name: "InputError",
      message: /Cannot decode .*cat\/broken\.jpg: .*on_error=skip/,
    });
    for (const _ of ["decoded", "from the cache"]) {
      const said = await noticesOf(async () => {
        const { train, test } = await load(root, "size=8,on_error=skip");
        assert.equal(train.size + test.size, 20);
      });
      assert.match(said.join(), /^Skipped 1 images of .* that cannot be decoded: cat\/broken\.jpg$/);
    }
    await assert.rejects(load(root), { name: "InputError", message: /cat\/broken\.jpg/ });
  }));

Deno.test("image-folder rejects a truncated JPEG", async () => {
  const jpeg = await encoder(raw(64, 64, 3, 1)).jpeg().toBuffer();
  await withFiles({ ...classFolders, "dog/cut.jpg": jpeg.subarray(0, jpeg.length >> 1) }, async (root) => {
    await assert.rejects(load(root), { name: "InputError", message: /Cannot decode .*dog\/cut\.jpg/ });
  });
});

const refuses = (
  name: string,
  files: Record<string, Uint8Array | Promise<Uint8Array>>,
  message: RegExp,
  options?: string,
) =>
  Deno.test(`image-folder rejects ${name}`, () =>
    withFiles(files, async (root) => {
      await assert.rejects(load(root, options), { name: "InputError", message });
    }));

const dot = png(raw(2, 2, 3, 1));
refuses("a folder without class folders", { "a.png": dot }, /it has 1 images, but no class folders/);
refuses("one class", { "cat/a.png": dot }, /it has only one class, "cat"; provide two or more/);
refuses(
  "a class without images",
  { "cat/a.png": dot, "dog/readme.txt": text },
  /Class folder .*dog has no JPEG or PNG images/,
);
refuses(
  "train with another name beside it",
  { "train/cat/a.png": dot, "val/cat/a.png": dot },
  /has no JPEG or PNG images \(it has folders: "cat"\)/,
);
refuses("other classes in test than in train", {
  "train/cat/a.png": dot,
  "train/dog/a.png": dot,
  "test/cat/a.png": dot,
  "test/emu/a.png": dot,
}, /test lacks "dog", and train lacks "emu"/);
refuses(
  "a class of which nothing can be decoded",
  { "cat/a.png": dot, "dog/a.png": text },
  /No image of class "dog"/,
  "on_error=skip",
);

Deno.test("image-folder names a missing folder", async () => {
  await assert.rejects(load("/no/such/folder"), {
    name: "InputError",
    message: /Cannot find the folder .*no\/such\/folder/,
  });
});
