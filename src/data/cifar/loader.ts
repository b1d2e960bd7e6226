/** Loads a CIFAR archive: a copy in `--data-dir`, or the official download in the cache. */
import { join } from "@std/path";
import { type Archive, fetchFolder, findFolder } from "../archive.ts";
import { checkMemoryCap } from "../shards/memory.ts";
import { memorySplit } from "../memory_split.ts";
import type { Dataset, LoadContext, Split } from "../types.ts";
import { unpackTarGz } from "../unpack.ts";
import { checkRecordFile, readRecords, type RecordLayout } from "./records.ts";

/** An archive of record files. */
export interface CifarArchive extends Archive {
  readonly trainFiles: readonly string[];
  readonly testFiles: readonly string[];
  /** Records per training file, like `testRecords` per test file. */
  readonly trainRecords: number;
  readonly testRecords: number;
  readonly layout: RecordLayout;
}

const readSplit = async (
  paths: readonly string[],
  recordsPerFile: number,
  layout: RecordLayout,
  onFile: () => void,
): Promise<Split> => {
  const length = 3 * layout.side ** 2, size = paths.length * recordsPerFile;
  const images = new Uint8Array(size * length), labels = new Int32Array(size);
  for (const [i, path] of paths.entries()) {
    const from = i * recordsPerFile, to = from + recordsPerFile;
    await readRecords(path, layout, images.subarray(from * length, to * length), labels.subarray(from, to));
    onFile();
  }
  return memorySplit({ images, shape: [layout.side, layout.side, 3], labels });
};

/**
 * Loads all images of a CIFAR archive into memory, 176 MiB of pixels.
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
    train: await readSplit(train, trainRecords, layout, onFile),
    test: await readSplit(test, testRecords, layout, onFile),
    location,
    files,
  };
}
