/** Image files for the tests, in a folder of their own, with a cache of its own. */
import sharp from "sharp";

/** Makes pixels of noise, the same in every run. */
export const noise = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.imul(i + 7919 * seed + 1, 2654435761) >>> 24);

/** A PNG file of noise: uint8 [height, width, 3]. */
export const png = (width: number, height: number, seed: number): Promise<Uint8Array> =>
  sharp(noise(width * height * 3, seed), { raw: { width, height, channels: 3 } }).png().toBuffer();

/** A JPEG file of noise. */
export const jpeg = (width: number, height: number, seed: number): Promise<Uint8Array> =>
  sharp(noise(width * height * 3, seed), { raw: { width, height, channels: 3 } }).jpeg().toBuffer();

/** The files' contents. */
export type Contents = Readonly<Record<string, string | Uint8Array | Promise<Uint8Array>>>;

/**
 * Writes files below a new folder and takes `cache` beside it for the cache while they are used.
 *
 * @param files contents by name
 * @param use is given the folder
 */
export async function withFiles(files: Contents, use: (root: string) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir(), before = Deno.env.get("CBM_CACHE_DIR"), root = `${parent}/images`;
  Deno.env.set("CBM_CACHE_DIR", `${parent}/cache`);
  try {
    await Deno.mkdir(root);
    for (const [name, contents] of Object.entries(files)) {
      const path = `${root}/${name}`, bytes = await contents;
      await Deno.mkdir(path.replace(/\/[^/]*$/, ""), { recursive: true });
      await (typeof bytes === "string" ? Deno.writeTextFile(path, bytes) : Deno.writeFile(path, bytes));
    }
    await use(root);
  } finally {
    if (before === undefined) Deno.env.delete("CBM_CACHE_DIR");
    else Deno.env.set("CBM_CACHE_DIR", before);
    await Deno.remove(parent, { recursive: true });
  }
}

/** The files of all shards in the cache of `root`. */
export async function shardsOf(root: string): Promise<string[]> {
  const images = `${root}/../cache/data/images`, found: string[] = [];
  for await (const folder of Deno.readDir(images)) {
    for await (const { name } of Deno.readDir(`${images}/${folder.name}`)) {
      if (name.endsWith(".safetensors")) found.push(`${images}/${folder.name}/${name}`);
    }
  }
  return found;
}

/** Changes one byte of a file, counted from its end. */
export async function damage(path: string, fromEnd: number): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - fromEnd]! ^= 1;
  await Deno.writeFile(path, bytes);
}
