/** `cbm data`: a data set's location and contents, and how to get it. */
import type { Command } from "commander";
import type { DatasetDefinition } from "../src/data/define.ts";
import type { DatasetDescription, SplitDescription } from "../src/data/describe.ts";
import type { Verification } from "../src/data/verify.ts";
import { helpOf, printJson, progressCallback } from "./cli.ts";

const printDatasets = (datasets: Iterable<DatasetDefinition>): void => {
  for (const { name, summary, source, options } of datasets) {
    console.log(`${name}: ${summary}`);
    if (source) console.log(`  ${source}`);
    for (const [key, text] of Object.entries(helpOf(options))) console.log(`  ${key}: ${text}`);
  }
};

const countRange = (counts: readonly number[]): string => {
  const low = Math.min(...counts), high = Math.max(...counts);
  return low === high ? `${low} of each class` : `${low} to ${high} of each class`;
};

const printSplit = (part: string, description: SplitDescription): void => {
  const { size, perClass, objects, groups, contentHash } = description;
  const seen = objects === null ? "" : ` with ${objects} objects`;
  const grouped = groups === null ? "" : ` in ${groups} groups`;
  console.log(
    `${part.padEnd(9)} ${size} images${seen}${grouped}, ${countRange(perClass)}; content ${
      contentHash.slice(0, 16)
    }`,
  );
};

const printVerification = ({ testImagesInTrain, notCompared, faults }: Verification): void => {
  console.log(`${"verified".padEnd(9)} ${testImagesInTrain} test images are also in train, pixel for pixel`);
  for (const part of notCompared) {
    console.log(`${part.padEnd(9)} number of images not compared: no published counts`);
  }
  for (const fault of faults) console.log(`${"fault".padEnd(9)} ${fault}`);
  if (faults.length === 0 && notCompared.length < 2) console.log(`${"".padEnd(9)} no fault found`);
};

const printDescription = (found: DatasetDescription, verified: Verification | undefined): void => {
  const [height, width] = found.shape;
  console.log(`${"name".padEnd(9)} ${found.name}, ${height}×${width} pixels, RGB`);
  if (found.location) console.log(`${"place".padEnd(9)} ${found.location}`);
  console.log(`${"classes".padEnd(9)} ${found.classes.length}: ${found.classes.join(", ")}`);
  printSplit("train", found.train);
  printSplit("test", found.test);
  for (const { path, bytes, md5 } of found.files) {
    console.log(`${"file".padEnd(9)} ${path}, ${bytes} bytes, md5 ${md5}`);
  }
  console.log(`${"source".padEnd(9)} ${found.attribution}`);
  if (verified !== undefined) printVerification(verified);
};

/** Adds the command. */
export function register(program: Command): void {
  program.command("data")
    .description("Get a data set and show its location and contents; without a name, list the data sets.")
    .argument(
      "[name]",
      "a data set, with options: emoji, scenes:clutter=2, cifar100:labels=coarse, food101:size=224, " +
        "image-folder:path=DIR",
    )
    .option(
      "--verify",
      "compare it with published counts, and look for test images among the training images",
    )
    .option("--export-voc <dir>", "write its images and boxes to a new folder in PASCAL VOC layout")
    .option("--data-dir <dir>", "the folder of data sets")
    .option("--quiet", "show no progress")
    .option("--json", "print as JSON")
    .action(async (name: string | undefined, options) => {
      const { datasets, findDataset, loadDataset } = await import("../src/data/mod.ts");
      if (name === undefined) {
        if (!options.json) return printDatasets(datasets.values());
        return printJson(
          [...datasets.values()].map(({ load: _, options, ...facts }) => ({
            ...facts,
            options: helpOf(options),
          })),
        );
      }
      const { describeDataset } = await import("../src/data/describe.ts");
      const { verifyDataset } = await import("../src/data/verify.ts");
      const { onProgress, finish } = progressCallback(options);
      const { dataDir } = options, dataset = await loadDataset(name, { dataDir, onProgress }).finally(finish);
      if (options.exportVoc !== undefined) {
        const { exportVoc } = await import("../src/data/export_voc.ts");
        await exportVoc(dataset, options.exportVoc, onProgress).finally(finish);
      }
      const found = await describeDataset(dataset);
      const verified = options.verify ? await verifyDataset(dataset, found) : undefined;
      const source = findDataset(dataset.name).source ?? null;
      if (options.json) printJson({ ...found, source, verified });
      else printDescription(found, verified);
      if (verified === undefined || verified.faults.length === 0) return;
      const { InputError } = await import("../src/errors.ts");
      throw new InputError(`${dataset.name} failed verification: ${verified.faults.join("; ")}`);
    });
}
