/** The loader of a CIFAR archive: a copy in `--data-dir`, or the official download in the cache. */
import { join } from "@std/path";
import { type Archive, fetchFolder, findFolder } from "../archive.ts";
import { checkMemoryCap } from "../shards/memory.ts";
import { memorySplit } from "../split.ts";
import type { Dataset, LoadContext, Split } from "../types.ts";
import { unpackTarGz } from "../unpack.ts";
import { checkRecordFile, readRecords, type RecordLayout } from "./records.ts";

/** An archive of record files. */
export interface CifarArchive extends Archive {
  readonly trainFiles: readonly string[];
  readonly testFiles: readonly string[];
  /** Records of each train and each test file. */
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
 * Loads the images of a CIFAR archive; they take as much memory as their pixels, 176 MiB.
 *
 * @param archive which
 * @param options where a copy is, if there is one
 * @returns both splits and where the files are
 * @throws {UsageError} if the memory cap is below that
 * @throws {InputError} if the files are not there and cannot be downloaded, or are cut off or mislabelled
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
  // All sizes first: a file that is cut off is told at once.
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
