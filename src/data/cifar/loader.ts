/** Loads a CIFAR archive: a copy in `--data-dir`, or the official download in the cache. */
import { join } from "@std/path";
import { type Archive, fetchFolder, findFolder } from "../archive.ts";
import { checkMemoryCap } from "../shards/memory.ts";
import type { Dataset, LoadContext } from "../types.ts";
import { unpackTarGz } from "../unpack.ts";
import { checkRecordFile, type RecordLayout } from "./records.ts";
import { recordSplit } from "./record_split.ts";

/** An archive of record files. */
export interface CifarArchive extends Archive {
  readonly trainFiles: readonly string[];
  readonly testFiles: readonly string[];
  /** Records per training file, like `testRecords` per test file. */
  readonly trainRecords: number;
  readonly testRecords: number;
  readonly layout: RecordLayout;
}

/**
 * Loads a CIFAR archive: at most 176 MiB of pixels in memory, as they are needed.
 *
 * @param archive the archive
 * @param options the folder of a copy, if any
 * @returns both splits and the paths of the files
 * @throws {UsageError} if the memory cap is lower
 * @throws {InputError} if the files are missing and cannot be downloaded, or are cut off or mislabelled
 */
export async function loadCifar(
  archive: CifarArchive,
  options: LoadContext,
): Promise<Pick<Dataset, "shape" | "train" | "test" | "location" | "files">> {
  const { dataDir, onProgress, memoryCap } = options;
  const images = archive.trainFiles.length * archive.trainRecords +
    archive.testFiles.length * archive.testRecords;
  checkMemoryCap(archive.name, images * 3 * archive.layout.side ** 2, memoryCap);
  const names = [...archive.trainFiles, ...archive.testFiles].map((file) => `${archive.folder}/${file}`);
  const location = dataDir === undefined
    ? await fetchFolder(archive, options, (path, folder, tell) => unpackTarGz(path, names, folder, tell))
    : await findFolder(archive, dataDir);
  const train = archive.trainFiles.map((file) => join(location, file));
  const test = archive.testFiles.map((file) => join(location, file));
  const { layout, trainRecords, testRecords } = archive, files = [...train, ...test];
  // Check all sizes first, so that a truncated file is reported at once.
  for (const path of train) await checkRecordFile(path, layout, trainRecords);
  for (const path of test) await checkRecordFile(path, layout, testRecords);
  let done = 0;
  const onFile = () => onProgress?.(++done, files.length, `reading ${archive.name}`);
  return {
    shape: [layout.side, layout.side, 3],
    train: await recordSplit(train, trainRecords, layout, onFile),
    test: await recordSplit(test, testRecords, layout, onFile),
    location,
    files,
  };
}
