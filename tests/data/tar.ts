/** Makes small `.tar.gz` archives for the tests. */

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

/** An archive of these files; a name that ends in "/" is a folder. */
export async function makeTarGz(
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (const [name, content] of Object.entries(files)) {
    parts.push(header(name, content.length, name.endsWith("/") ? "5" : "0").slice());
    parts.push(content.slice(), new Uint8Array((512 - content.length % 512) % 512));
  }
  parts.push(new Uint8Array(1024));
  const stream = new Blob(parts).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
