/**
 * Names in code, as the compiler sees them: known names, options and files of your own type-check, other names do
 * not. `deno check` reads this file; nothing runs it. A `@ts-expect-error` without an error is an error itself.
 */
import { createAugmentation, loadDataset } from "../src/data/mod.ts";
import { cachedSalience, cbm, computeSalience, createMethod, createSchedule } from "../src/methods.ts";
import { resolveConfig } from "../src/mod.ts";
import { createDetector, createModel, modelFactory } from "../src/models.ts";
import { learningRateSchedule, optimizerFactory } from "../src/training.ts";

type Rest<F extends (first: never, ...rest: never[]) => unknown> = F extends
  (first: never, ...rest: infer R) => unknown ? R : never;
declare const pixels: Uint8Array, size: { height: number; width: number }, userText: string;
declare const source: Parameters<typeof cachedSalience>[0], network: Rest<typeof createModel>;
declare const run: Rest<typeof learningRateSchedule>;

export async function known(): Promise<void> {
  await computeSalience(pixels, size, { measure: "sobel" });
  await computeSalience(pixels, size, { measure: "./mine.ts" });
  await computeSalience(pixels, size, { measure: userText });
  await cachedSalience(source, size, { measure: "entropy" }, "cache");
  for (const name of ["linear-repeat", "linear-cycle", "../mine.ts"] as const) {
    createSchedule(name, { epochs: 5 });
  }
  createSchedule(userText, { epochs: 5 });
  cbm({ salience: "uniform", schedule: "constant", max: 0.4 });
  cbm({ salience: "maps/train.npy", schedule: "./mine.ts" });
  createMethod("cbm");
  createMethod("cbm:max=0.4");
  createMethod("cbm:max=0.4+cutmix");
  createMethod("cbm+./mine.ts:share=0.3");
  createMethod("./mine.ts:share=0.3+cutmix");
  createMethod("/home/me/mine.ts");
  createMethod(userText);
  await loadDataset("emoji:size=48");
  await loadDataset("./mine.ts:size=32");
  createModel("resnet18:width=8", ...network);
  createModel("./mine.ts", ...network);
  createDetector("yolov5:depth=0.33,width=0.125", ...network);
  modelFactory("yolov5n");
  optimizerFactory("sgd:momentum=0.9");
  learningRateSchedule("step:at=8,factor=0.1", ...run);
  createAugmentation("flip,crop");
  createAugmentation(["mosaic:scale=0.7", "./mine.ts"]);
  createAugmentation("none");
  resolveConfig(
    { method: "cbm:max=0.4", model: "resnet18:width=8", dataset: "emoji", augment: ["flip"] },
    "here",
  );
  resolveConfig({ method: userText, model: "./mine.ts", optimizer: "adamw" }, "here");
}

export async function unknown(): Promise<void> {
  // @ts-expect-error an unknown measure
  await computeSalience(pixels, size, { measure: "sobl" });
  // @ts-expect-error an unknown measure
  await cachedSalience(source, size, { measure: "sobl" }, "cache");
  // @ts-expect-error an unknown schedule
  createSchedule("linear-cyle", { epochs: 5 });
  // @ts-expect-error an unknown measure
  cbm({ salience: "sobl" });
  // @ts-expect-error an unknown schedule
  cbm({ schedule: "linear-cyle" });
  // @ts-expect-error an unknown method
  createMethod("cmb");
  // @ts-expect-error an unknown method with an option
  createMethod("cmb:max=0.4");
  // @ts-expect-error an unknown method in a composition
  createMethod("cmb+cutmix");
  // @ts-expect-error an unknown data set
  await loadDataset("mnist");
  // @ts-expect-error an unknown network
  createModel("resnet19", ...network);
  // @ts-expect-error a detector
  createModel("yolov5n", ...network);
  // @ts-expect-error a classifier
  createDetector("resnet18", ...network);
  // @ts-expect-error an unknown network
  modelFactory("resnet19");
  // @ts-expect-error an unknown optimizer
  optimizerFactory("adam");
  // @ts-expect-error an unknown schedule
  learningRateSchedule("cosin", ...run);
  // @ts-expect-error an unknown augmentation
  createAugmentation("flop,crop");
  // @ts-expect-error an unknown augmentation in a list
  createAugmentation(["flip", "cropp"]);
  // @ts-expect-error an unknown method
  resolveConfig({ method: "cmb" }, "here");
  // @ts-expect-error an unknown augmentation
  resolveConfig({ augment: ["flop"] }, "here");
}
