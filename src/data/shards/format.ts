/**
 * Shards: `.safetensors` files of decoded images, with a CRC-32 of every image (checked whenever it is read)
 * and the SHA-256 of all pixels and of the tables (checked when the shard is opened).
 */
import { crc32 } from "node:zlib";
import { InputError } from "../../errors.ts";
import { explainFileError, isNotFound } from "../../io/file_errors.ts";
import { sha256Hex } from "../../io/hash.ts";
import { type TensorData, writeSafetensors } from "../../io/safetensors.ts";
import { parseSafetensorsHeader } from "../../io/safetensors_header.ts";
import { bytesOf, viewAs } from "../../io/typed_array.ts";

/** The decoded images of some files. */
export interface DecodedImages {
  /** uint8 [kept.length, size, size, 3]. */
  readonly pixels: Uint8Array;
  /** The indices of their files, without skipped ones. */
  readonly kept: Uint32Array;
}

/** The tables of a shard, without its pixels. */
export interface ShardTables {
  readonly kept: Uint32Array;
  /** The CRC-32 of every image. */
  readonly checksums: Uint32Array;
  /** SHA-256 of all pixels, hexadecimal. */
  readonly sha256: string;
  /** The offset of the first image in the file, bytes. */
  readonly start: number;
}

const checkOf = (source: string, { kept, checksums, sha256 }: Omit<ShardTables, "start">): string =>
  sha256Hex(source, bytesOf(kept), bytesOf(checksums), sha256);

/** Computes the tables of decoded images. */
export function tablesOf({ pixels, kept }: DecodedImages): Omit<ShardTables, "start"> {
  const length = pixels.length / kept.length;
  const checksums = Uint32Array.from(kept, (_, i) => crc32(pixels.subarray(i * length, (i + 1) * length)));
  return { kept, checksums, sha256: sha256Hex(pixels) };
}

/**
 * Writes a shard atomically.
 *
 * @param path the file
 * @param source a hash of the images' files and decoding options
 * @param size height and width of the images
 * @param images the images
 * @throws {InputError} if it cannot be written
 */
export async function writeShard(
  path: string,
  source: string,
  size: number,
  images: DecodedImages,
): Promise<void> {
  const { kept, checksums, sha256 } = tablesOf(images), count = kept.length;
  const tensors = new Map<string, TensorData>([
    ["checksums", { dtype: "U32", shape: [count], data: checksums }],
    ["kept", { dtype: "U32", shape: [count], data: kept }],
    ["images", { dtype: "U8", shape: [count, size, size, 3], data: images.pixels }],
  ]);
  await writeSafetensors(path, tensors, {
    source,
    sha256,
    check: checkOf(source, { kept, checksums, sha256 }),
  });
}

/** Fills an array from an offset of an open file; returns the part that was read if the file ends early. */
export function readAt(file: Deno.FsFile, offset: number, into: Uint8Array): Uint8Array {
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let done = 0; done < into.length;) {
    const count = file.readSync(into.subarray(done));
    if (count === null) return into.subarray(0, done);
    done += count;
  }
  return into;
}

const readTables = (file: Deno.FsFile, path: string, source: string, size: number): ShardTables => {
  const begin = readAt(file, 0, new Uint8Array(4096)); // the header takes some hundred bytes
  const { entries, metadata, dataStart } = parseSafetensorsHeader(begin, path, file.statSync().size);
  const entryOf = (name: string, dtype: string) => {
    const entry = entries.find((one) => one.name === name);
    if (entry?.dtype !== dtype) {
      throw new InputError(`Cannot read ${path}: it has no ${name} of type ${dtype}`);
    }
    return entry;
  };
  const table = (name: string): Uint32Array => {
    const { start, end } = entryOf(name, "U32");
    return viewAs(Uint32Array, readAt(file, dataStart + start, new Uint8Array(end - start)));
  };
  const kept = table("kept"), checksums = table("checksums"), images = entryOf("images", "U8");
  const found = { kept, checksums, sha256: metadata.sha256 ?? "", start: dataStart + images.start };
  const whole = metadata.check === checkOf(source, found) && checksums.length === kept.length &&
    images.shape.join() === [kept.length, size, size, 3].join();
  if (!whole) throw new InputError(`Cannot read ${path}: its checksum is wrong`);
  return found;
};

/**
 * Reads the tables of a shard.
 *
 * @param path the file
 * @param source the expected hash of the images' files and decoding options
 * @param size the expected height and width of its images
 * @returns its tables, or undefined if the file does not exist
 * @throws {InputError} if it is truncated, damaged or of other images
 */
export async function openShard(
  path: string,
  source: string,
  size: number,
): Promise<ShardTables | undefined> {
  try {
    using file = await Deno.open(path);
    return readTables(file, path, source, size);
  } catch (error) {
    if (isNotFound(error) || error instanceof Deno.errors.NotADirectory) return undefined;
    throw explainFileError(error, "read", path);
  }
}
