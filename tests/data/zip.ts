/** Makes small `.zip` archives for the tests. */
import { crc32, deflateRawSync } from "node:zlib";

const record = (
  signature: number,
  fields: readonly (readonly [value: number, bytes: 2 | 4])[],
): Uint8Array => {
  const view = new DataView(new ArrayBuffer(4 + fields.reduce((sum, [, bytes]) => sum + bytes, 0)));
  view.setUint32(0, signature, true);
  let at = 4;
  for (const [value, bytes] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
};

const join = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** An archive of these files, deflated; a name that ends in "/" is a folder. */
export function makeZip(files: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  const local: Uint8Array[] = [], directory: Uint8Array[] = [], DEFLATED = 8;
  let offset = 0;
  for (const [text, content] of Object.entries(files)) {
    const name = new TextEncoder().encode(text), packed = deflateRawSync(content);
    const common = [
      [20, 2],
      [0, 2],
      [DEFLATED, 2],
      [0, 4],
      [crc32(content), 4],
      [packed.length, 4],
      [content.length, 4],
      [name.length, 2],
      [0, 2],
    ] as const;
    directory.push(
      record(0x02014b50, [[20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]),
      name,
    );
    const parts = [record(0x04034b50, common), name, packed];
    local.push(...parts);
    offset += parts.reduce((sum, part) => sum + part.length, 0);
  }
  const count = Object.keys(files).length, bytes = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record(0x06054b50, [[0, 2], [0, 2], [count, 2], [count, 2], [bytes, 4], [offset, 4], [0, 2]]);
  return join([...local, ...directory, end]);
}
