/** Makes small `.tar` and `.tar.gz` archives for the tests. */

const header = (name: string, size: number, type: string): Uint8Array => {
  const block = new Uint8Array(512),
    put = (at: number, text: string) => block.set(new TextEncoder().encode(text), at);
  put(0, name);
  put(100, "0000644\0");
  put(124, size.toString(8).padStart(11, "0") + "\0");
  put(148, " ".repeat(8));
  put(156, type);
  put(257, "ustar\x0000");
  put(148, block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0") + "\0 ");
  return block;
};

/** What the archive holds; a name that ends in "/" is a folder. */
type Files = Readonly<Record<string, Uint8Array>>;

/** An archive of these files. */
export function makeTar(files: Files): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(files).flatMap(([name, content]) => [
    header(name, content.length, name.endsWith("/") ? "5" : "0"),
    content,
    new Uint8Array((512 - content.length % 512) % 512),
  ]);
  parts.push(new Uint8Array(1024));
  const archive = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    archive.set(part, offset);
    offset += part.length;
  }
  return archive;
}

/** A compressed archive of these files. */
export async function makeTarGz(files: Files): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([makeTar(files)]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
