/**
 * Zip archives as PyTorch writes them: entries stored as they are, so that reading one is a view of the file and
 * nothing is ever unpacked. Whatever an archive may do beyond that is refused.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { InputError } from "../../errors.ts";
import { findDirectory, Numbers } from "./zip_directory.ts";

const ENTRY = 0x02014b50, LOCAL = 0x04034b50, ENTRY_SIZE = 46, LOCAL_SIZE = 30, ENCRYPTED = 1;
/** What a 32-bit field says where the 64-bit extra field has the number. */
const ELSEWHERE = 0xffffffff;

/** Whether bytes begin as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

interface Entry {
  readonly name: string;
  /** From its local header to the end of its content, in bytes. */
  readonly start: number;
  readonly contentStart: number;
  readonly end: number;
  readonly checksum: number;
}

/** Size, packed size and place of an entry, from its 64-bit extra field where they do not fit 32 bits. */
function placeOf(numbers: Numbers, entry: number, extra: number, extraEnd: number): number[] {
  let next = extraEnd, end = extraEnd;
  for (let at = extra; at + 4 <= extraEnd; at += 4 + numbers.at(at + 2, 2)) {
    if (numbers.at(at, 2) !== 1) continue;
    next = at + 4;
    end = Math.min(next + numbers.at(at + 2, 2), extraEnd);
  }
  return [24, 20, 42].map((place) => {
    const value = numbers.at(entry + place, 4);
    if (value !== ELSEWHERE) return value;
    next += 8;
    return next <= end ? numbers.at(next - 8, 8) : Infinity;
  });
}

/** Nothing is written to the disk here, but a name that leaves its archive shows what the file is for. */
function isInside(name: string): boolean {
  return name !== "" && !/[\\\0]|^\/|^[A-Za-z]:/.test(name) && !name.split("/").includes("..");
}

/** Reads the entry at a place of the directory, or says what is wrong with it. */
function readEntry(
  numbers: Numbers,
  at: number,
  directory: { readonly start: number; readonly end: number },
): { entry: Entry; next: number } | string {
  const [nameLength = 0, extraLength = 0, commentLength = 0] = [28, 30, 32].map((k) => numbers.at(at + k, 2));
  const extra = at + ENTRY_SIZE + nameLength, next = extra + extraLength + commentLength;
  if (numbers.at(at, 4) !== ENTRY || !(next <= directory.end)) return "its directory is damaged";
  const name = new TextDecoder().decode(numbers.bytes.subarray(at + ENTRY_SIZE, extra));
  const its = `its entry ${JSON.stringify(name)}`;
  if (!isInside(name)) return `${its} would leave the archive`;
  if ((numbers.at(at + 8, 2) & ENCRYPTED) !== 0) return `${its} is encrypted`;
  const [size = NaN, packed = NaN, start = NaN] = placeOf(numbers, at, extra, extra + extraLength);
  if (numbers.at(at + 10, 2) !== 0 || packed !== size) {
    return `${its} is packed (${packed} bytes stand for ${size}), as torch.save never does (but TorchScript): ` +
      "store the model's state_dict with torch.save";
  }
  const contentStart = start + LOCAL_SIZE + numbers.at(start + 26, 2) + numbers.at(start + 28, 2);
  const end = contentStart + size;
  if (numbers.at(start, 4) !== LOCAL || !(end <= directory.start)) {
    return `${its} of ${size} bytes is not within the file: it is cut off or damaged`;
  }
  return { entry: { name, start, contentStart, end, checksum: numbers.at(at + 16, 4) }, next };
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
export function readZip(bytes: Uint8Array, source: string): ReadonlyMap<string, Uint8Array> {
  const refuse = (fault: string) => new InputError(`Cannot read ${source}: ${fault}`);
  const numbers = new Numbers(bytes), directory = findDirectory(numbers);
  if (directory === undefined) {
    throw refuse("it is cut off or damaged (the directory at its end is missing); get it anew");
  }
  const entries: Entry[] = [];
  for (let at = directory.start; entries.length < directory.count;) {
    const read = readEntry(numbers, at, directory);
    if (typeof read === "string") throw refuse(read);
    entries.push(read.entry);
    at = read.next;
  }
  // Before any content is looked at: entries that overlap could have the same bytes read over and over.
  entries.sort((a, b) => a.start - b.start);
  const contents = new Map<string, Uint8Array>();
  for (const [index, { name, start, contentStart, end, checksum }] of entries.entries()) {
    const before = entries[index - 1];
    if (before !== undefined && start < before.end) {
      throw refuse(`its entries ${JSON.stringify(before.name)} and ${JSON.stringify(name)} overlap`);
    }
    if (contents.has(name)) throw refuse(`its entry ${JSON.stringify(name)} stands twice`);
    const content = bytes.subarray(contentStart, end);
    if (crc32(content) !== checksum) {
      throw refuse(`its entry ${JSON.stringify(name)} is damaged (the checksum is another); get it anew`);
    }
    contents.set(name, content);
  }
  return contents;
}
