/** Reads the commit of a checkout from git's files, without running git. */
import { join, resolve } from "@std/path";

async function readText(path: string): Promise<string | undefined> {
  try {
    return (await Deno.readTextFile(path)).trim();
  } catch {
    return undefined; // no checkout, or not readable: the commit is unknown, and said to be
  }
}

/**
 * Reads the commit that is checked out in a folder.
 *
 * @param folder a checkout's top folder, or a further work tree's
 * @returns its hash; null if the folder is not a checkout
 */
export async function gitCommit(folder: string): Promise<string | null> {
  const place = join(folder, ".git");
  // A further work tree has a file there, which names its folder in the repository.
  const elsewhere = (await readText(place))?.match(/^gitdir: (.+)$/)?.[1];
  const git = elsewhere === undefined ? place : resolve(folder, elsewhere);
  const shared = resolve(git, await readText(join(git, "commondir")) ?? ".");
  const head = await readText(join(git, "HEAD"));
  const name = head?.match(/^ref: (.+)$/)?.[1];
  if (name === undefined) return head ?? null;
  const loose = await readText(join(shared, name));
  if (loose !== undefined) return loose;
  const packed = await readText(join(shared, "packed-refs"));
  return packed?.split("\n").find((row) => row.endsWith(` ${name}`))?.split(" ")[0] ?? null;
}
