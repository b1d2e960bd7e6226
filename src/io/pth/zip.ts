/**
 * Zip archives as PyTorch writes them: entries stored as they are, so that reading one is a view of the file and
 * nothing is ever unpacked. Whatever an archive may do beyond that is refused.
 *
 * @module
 */
import { crc32 } from "node:zlib";
// @ts-types="npm:@types/yauzl@3.4.0"
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from "yauzl";
import { InputError } from "../../errors.ts";

/** Whether bytes begin as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

interface Place {
  readonly name: string;
  /** From its local header to the end of its content, in bytes. */
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
  readonly checksum: number;
}

/** Nothing is written to the disk here, but a name that leaves its archive shows what the file is for. */
function isInside(name: string): boolean {
  return name !== "" && !/[\\\0]|^\/|^[A-Za-z]:/.test(name) && !name.split("/").includes("..");
}

/** Says what an entry does that torch.save never does. */
function faultOf(name: string, entry: Entry): string | undefined {
  const { compressedSize, uncompressedSize } = entry;
  if (!isInside(name)) return "would leave the archive";
  if (entry.isEncrypted()) return "is encrypted";
  if (entry.compressionMethod === 0 && compressedSize === uncompressedSize) return undefined;
  return `is packed (${compressedSize} bytes stand for ${uncompressedSize}), as torch.save never does (but ` +
    "TorchScript): store the model's state_dict with torch.save";
}

/** Reads from memory, where yauzl's own reader of buffers ends at 4 GiB. */
class BytesReader extends RandomAccessReader {
  constructor(readonly bytes: Uint8Array) {
    super();
  }

  override read(
    to: Uint8Array,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    const piece = this.bytes.subarray(position, position + length);
    to.set(piece, offset);
    done(piece.length < length ? new Error("unexpected end") : null);
  }
}

/** Finds the entries, in the order of the directory. */
async function findEntries(bytes: Uint8Array, refuse: (fault: string) => InputError): Promise<Place[]> {
  const places: Place[] = [], options = { decodeStrings: false, validateEntrySizes: false };
  try {
    const zip = await fromRandomAccessReaderPromise(new BytesReader(bytes), bytes.length, options);
    for await (const entry of zip.eachEntry()) {
      const name = new TextDecoder().decode(entry.fileNameRaw), its = `its entry ${JSON.stringify(name)}`;
      const fault = faultOf(name, entry);
      if (fault !== undefined) throw refuse(`${its} ${fault}`);
      const { crc32: checksum, relativeOffsetOfLocalHeader: start, uncompressedSize: size } = entry;
      const header = await zip.readLocalFileHeaderPromise(entry, { minimal: true }).catch(() => {
        throw refuse(`${its} of ${size} bytes is not within the file: it is cut off or damaged`);
      });
      const contentStart = header.fileDataStart;
      places.push({ name, start, contentStart, end: contentStart + size, checksum });
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw refuse("it is cut off or damaged (its directory cannot be read); download or save it again");
  }
  return places;
}

/**
 * Reads an archive.
 *
 * @param bytes the whole file
 * @param source what to call it in error messages
 * @returns the contents by name, views of `bytes`
 * @throws {InputError} on a cut or damaged archive; on packed, encrypted or overlapping entries, such as a zip bomb
 * has; and on names that leave the archive
 */
export async function readZip(bytes: Uint8Array, source: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const refuse = (fault: string) => new InputError(`Cannot read ${source}: ${fault}`);
  const places = await findEntries(bytes, refuse);
  // Before any content is looked at: entries that overlap could have the same bytes read over and over.
  places.sort((a, b) => a.start - b.start);
  const contents = new Map<string, Uint8Array>();
  for (const [index, { name, start, contentStart, end, checksum }] of places.entries()) {
    const before = places[index - 1];
    if (before !== undefined && start < before.end) {
      throw refuse(`its entries ${JSON.stringify(before.name)} and ${JSON.stringify(name)} overlap`);
    }
    if (contents.has(name)) throw refuse(`its entry ${JSON.stringify(name)} stands twice`);
    const content = bytes.subarray(contentStart, end);
    if (crc32(content) !== checksum) {
      throw refuse(
        `its entry ${JSON.stringify(name)} is damaged (wrong checksum); download or save it again`,
      );
    }
    contents.set(name, content);
  }
  return contents;
}
