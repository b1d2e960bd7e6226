/**
 * The built-in data set `scenes`: several emoji in each image, on backgrounds of a chosen clutter, with the
 * classes that are present and the boxes of all objects. It needs only npm packages, no download. See
 * README.md beside this file.
 *
 * @module
 */
import { join } from "@std/path";
import { InputError } from "../../errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { keepInCache } from "../../io/keep.ts";
import { defineDataset } from "../define.ts";
import { CLASSES } from "../emoji/classes.ts";
import { attributionOf } from "../emoji/mod.ts";
import { checkMemoryCap } from "../shards/memory.ts";
import { memorySplit } from "../memory_split.ts";
import type { LoadContext, Split } from "../types.ts";
import type { BuiltScenes } from "./build.ts";
import { readScenes, writeScenes } from "./cache.ts";
import { chooseScenes, SCENE_OPTIONS, sceneKey, type SceneOptions } from "./options.ts";

const make = async (path: string, options: SceneOptions, onProgress: LoadContext["onProgress"]) => {
  const { buildScenes } = await import("./build.ts"); // only now: the emoji packages take half a second
  const built = await buildScenes(options, onProgress);
  await keepInCache("data set", () => writeScenes(path, built, options.size));
  return built;
};

const splitOf = ({ objects, ...rest }: BuiltScenes, size: number): Split => {
  const multiHot = new Uint8Array(objects.length * CLASSES.length);
  objects.forEach((own, image) => {
    for (const { classIndex } of own) multiHot[image * CLASSES.length + classIndex] = 1;
  });
  return memorySplit({ ...rest, shape: [size, size, 3], multiHot, objects });
};

/**
 * The data set `scenes`.
 *
 * @example
 * ```ts
 * import { loadDataset } from "../mod.ts";
 *
 * const { test } = await loadDataset("scenes:train=4,test=2,styles=twemoji,objects=2");
 * const [first] = test.objects?.(0) ?? [];
 * console.assert(first !== undefined && test.multiHot?.[first.classIndex] === 1);
 * ```
 */
export const scenes = defineDataset({
  name: "scenes",
  summary:
    "several emoji in each image, with all their classes and boxes, on backgrounds with a chosen amount of clutter",
  options: SCENE_OPTIONS,
  source: "Composed from npm packages in a few seconds, without a download, and cached.",
  async load(options, { onProgress, atHandOnly, memoryCap }) {
    const chosen = chooseScenes(options), { size } = chosen;
    checkMemoryCap("scenes", (chosen.train + chosen.test) * size ** 2 * 3, memoryCap);
    const path = join(cacheDir(), "data", "scenes", `${sceneKey(chosen)}.safetensors`);
    const stored = await readScenes(path);
    if (stored === undefined && atHandOnly) {
      throw new InputError("The scenes with these options are not in the cache");
    }
    const built = stored ?? await make(path, chosen, onProgress);
    return {
      name: "scenes",
      classes: CLASSES.map(({ name }) => name),
      shape: [size, size, 3],
      train: splitOf(built.train, size),
      test: splitOf(built.test, size),
      attribution: attributionOf(chosen.styles),
      location: path,
    };
  },
});
