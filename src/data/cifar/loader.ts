/** The loader of a CIFAR archive: a copy in `--data-dir`, or the official download in the cache. */
import { basename, join, resolve } from "@std/path";
import { InputError } from "../../errors.ts";
import { explainFileError } from "../../io/file_errors.ts";
import { cacheDir } from "../../io/cache_dir.ts";
import { isFolder } from "../../io/exists.ts";
import { download } from "../download.ts";
import { memorySplit } from "../split.ts";
import type { Dataset, DatasetOptions, Split } from "../types.ts";
import { unpackTarGz } from "../unpack.ts";
import { checkRecordFile, readRecords, type RecordLayout } from "./records.ts";

/** An archive of record files. */
export interface CifarArchive {
  readonly name: string;
  readonly url: string;
  readonly md5: string;
  /** The folder within the archive. */
  readonly folder: string;
  readonly trainFiles: readonly string[];
  readonly testFiles: readonly string[];
  /** Records of each train and each test file. */
  readonly trainRecords: number;
  readonly testRecords: number;
  readonly layout: RecordLayout;
}

/** The folder with the files in `--data-dir`, which may also name that folder itself. */
const findIn = async (dataDir: string, { name, folder, url }: CifarArchive): Promise<string> => {
  if (basename(resolve(dataDir)) === folder && await isFolder(dataDir)) return dataDir;
  if (await isFolder(join(dataDir, folder))) return join(dataDir, folder);
  throw new InputError(
    `Cannot find ${name}: there is no folder ${folder} in ${dataDir}; unpack ${url} there, ` +
      "or leave out --data-dir to have it downloaded",
  );
};

/** Downloads and unpacks an archive into the cache, unless it is there. */
const fetchArchive = async (
  archive: CifarArchive,
  { onProgress, atHandOnly }: DatasetOptions,
): Promise<string> => {
  const root = join(cacheDir(), "data"), target = join(root, archive.folder);
  if (await isFolder(target)) return target;
  if (atHandOnly) throw new InputError(`${archive.name} is not in the cache: name its folder by --data-dir`);
  const { url, md5, folder } = archive, path = join(root, basename(new URL(url).pathname));
  const remedy = `download and unpack it elsewhere and name the folder that holds ${folder} with --data-dir`;
  const onBytes = (done: number, total: number) => onProgress?.(done, total, `downloading ${archive.name}`);
  await download({ url, path, md5, remedy, onProgress: onBytes });
  const names = [...archive.trainFiles, ...archive.testFiles].map((file) => `${folder}/${file}`);
  try {
    // Unpacked beside and renamed, so that the folder is whole once it is there.
    const temporary = await Deno.makeTempDir({ dir: root, prefix: `.${folder}-` });
    try {
      await unpackTarGz(path, names, temporary, (d, t) => onProgress?.(d, t, `unpacking ${archive.name}`));
      await Deno.rename(temporary, target);
    } catch (error) {
      await Deno.remove(temporary, { recursive: true }).catch(() => {});
      if (!await isFolder(target)) throw error; // else another process was faster
    }
    await Deno.remove(path).catch(() => {});
  } catch (error) {
    throw explainFileError(error, "unpack into", target);
  }
  return target;
};

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
 * @throws {InputError} if the files are not there and cannot be downloaded, or are cut off or mislabelled
 */
export async function loadCifar(
  archive: CifarArchive,
  options: DatasetOptions,
): Promise<Pick<Dataset, "shape" | "train" | "test" | "location" | "files">> {
  const { dataDir, onProgress } = options;
  const location = dataDir === undefined
    ? await fetchArchive(archive, options)
    : await findIn(dataDir, archive);
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
