import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { findDataset, loadDataset } from "../../../src/data/mod.ts";
import type { LoadContext } from "../../../src/data/types.ts";
import { publishedVoc, type VocFolder, type VocSet } from "../../../src/data/voc/published.ts";
import { checkOptionValues } from "../../../src/options.ts";
import { png, withFiles } from "../image_files.ts";
import { makeTar } from "../tar.ts";

const text = (lines: string) => new TextEncoder().encode(lines);
const DOG =
  "<annotation><object><name>dog</name><difficult>0</difficult><bndbox><xmin>1</xmin><ymin>1</ymin>" +
  "<xmax>9</xmax><ymax>9</ymax></bndbox></object></annotation>";

/** An archive of one image of a year, as the official ones are laid out. */
const archiveOf = async (year: string, set: string, seed: number) => {
  const below = `VOCdevkit/${year}`, name = `${year}_${seed}`;
  return makeTar({
    "VOCdevkit/": new Uint8Array(0),
    [`${below}/Annotations/${name}.xml`]: text(DOG),
    [`${below}/ImageSets/Main/${set}.txt`]: text(`${name}\n`),
    [`${below}/JPEGImages/${name}.png`]: await png(16, 16, seed),
  });
};

interface Served {
  /** Its archives, with their checksums. */
  readonly folder: (year: string, ...names: readonly string[]) => VocFolder;
  /** The archives that were asked for. */
  readonly asked: string[];
}

/** Serves archives on this machine while `use` runs, with a cache that is empty. */
const withServer = (
  archives: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  use: (served: Served, root: string) => Promise<void>,
) =>
  withFiles({}, async (root) => {
    const asked: string[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, ({ url }) => {
      const name = new URL(url).pathname.slice(1);
      asked.push(name);
      return new Response(archives[name]!);
    });
    const folder = (year: string, ...names: readonly string[]) => ({
      folder: year,
      archives: names.map((name) => ({
        url: `http://127.0.0.1:${server.addr.port}/${name}`,
        md5: createHash("md5").update(archives[name]!).digest("hex"),
      })),
    });
    try {
      await use({ folder, asked }, root);
    } finally {
      await server.shutdown();
    }
  });

const voc0712 = (folders: readonly VocFolder[]): VocSet => ({
  name: "voc0712",
  years: "2007 and 2012",
  folders,
  train: [["VOC2007", "trainval"], ["VOC2012", "trainval"]],
  test: [["VOC2007", "test"]],
  sizes: { train: 16551, test: 4952 },
});

/** Loads a set at 32 pixels per side. */
const loaderOf = (set: VocSet) => (context: LoadContext) => {
  const { options, load } = publishedVoc(set);
  return load(checkOptionValues(set.name, options, { size: 32 }), context);
};

const ARCHIVES = {
  "trainval07.tar": await archiveOf("VOC2007", "trainval", 1),
  "test07.tar": await archiveOf("VOC2007", "test", 2),
  "trainval12.tar": await archiveOf("VOC2012", "trainval", 3),
};

Deno.test("a published set of PASCAL VOC is downloaded once, from all of its archives", () =>
  withServer(ARCHIVES, async ({ folder, asked }, root) => {
    const load = loaderOf(
      voc0712([folder("VOC2007", "trainval07.tar", "test07.tar"), folder("VOC2012", "trainval12.tar")]),
    );
    const told = new Set<string>();
    const given = { onProgress: (_: number, __: number, what: string) => told.add(what) };
    for (let turn = 0; turn < 2; turn++) {
      const { train, test, classes, location } = await load(given);
      assert.deepEqual([train.size, test.size, classes[test.labels[0]!]], [2, 1, "dog"]);
      assert.ok(location!.endsWith("VOCdevkit"));
    }
    assert.deepEqual(asked, ["trainval07.tar", "test07.tar", "trainval12.tar"]);
    assert.ok(told.has("downloading test07.tar") && told.has("unpacking trainval12.tar"));
    const kept = [...Deno.readDirSync(`${root}/../cache/data`)].map(({ name }) => name).sort();
    assert.deepEqual(kept, ["VOCdevkit", "images"]);
  }));

Deno.test("a download of PASCAL VOC with a wrong checksum leaves no data set behind", () =>
  withServer(ARCHIVES, async ({ folder }, root) => {
    const good = folder("VOC2007", "trainval07.tar", "test07.tar"), [first, second] = good.archives;
    const wrong = { folder: "VOC2007", archives: [first!, { ...second!, md5: "0".repeat(32) }] };
    await assert.rejects(loaderOf(voc0712([wrong, folder("VOC2012", "trainval12.tar")]))({}), {
      name: "InputError",
      message: /test07\.tar: the downloaded file .* 0{32} was expected, so it was removed/,
    });
    const kept = [...Deno.readDirSync(`${root}/../cache/data`)].map(({ name }) => name);
    assert.deepEqual(kept, ["trainval07.tar"], "the archive that was right is not fetched again");
  }));

Deno.test("an archive of PASCAL VOC that would write outside its folder is rejected", () =>
  withServer(
    { "evil.tar": makeTar({ "VOCdevkit/VOC2007/../../../evil.txt": text("gotcha") }) },
    async ({ folder }, root) => {
      await assert.rejects(loaderOf(voc0712([folder("VOC2007", "evil.tar")]))({}), {
        name: "InputError",
        message: /evil\.txt": it would leave the folder/,
      });
      assert.deepEqual([...Deno.readDirSync(`${root}/../cache/data/VOCdevkit`)], []);
    },
  ));

Deno.test("without PASCAL VOC in the folder or cache, the error names the archives' addresses", () =>
  withFiles({}, async (root) => {
    const load = (context: LoadContext) => loadDataset("voc0712", context);
    await assert.rejects(load({ dataDir: root }), {
      name: "InputError",
      message:
        /lacks VOCdevkit.VOC2007 and VOCdevkit.VOC2012\. Unpack http.*VOCtest_06-Nov-2007\.tar.*11-May-2012\.tar there/,
    });
    await assert.rejects(load({ atHandOnly: true }), { message: /voc0712 is not in the cache/ });
  }));

Deno.test("the published sets of PASCAL VOC name their archives and checksums", () => {
  const source = (name: string) => findDataset(name).source!;
  assert.match(source("voc2007"), /VOCtrainval_06-Nov-2007\.tar \(md5 c52e279531787c972589f7e41ab4ae64\)/);
  assert.match(source("voc2007"), /VOCtest_06-Nov-2007\.tar \(md5 b6e924de25625d8de591ea690078ad9f\)/);
  assert.match(source("voc0712"), /VOCtrainval_11-May-2012\.tar \(md5 6cd6e144f989b92b3379bac3b3de84fd\)/);
});
