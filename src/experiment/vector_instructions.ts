/** The processor's vector instructions: speed, and on some backends the last bits, depend on them. */

const VECTOR = /^(fma|avx|amx|asimd|sve|neon)/;

/**
 * Lists the vector extensions that the processor reports, sorted by name.
 *
 * @returns such as `["avx", "avx2", "fma"]`; null if `/proc/cpuinfo` does not exist or cannot be read
 *
 * @example
 * ```ts
 * import { vectorInstructions } from "./vector_instructions.ts";
 *
 * const names = await vectorInstructions();
 * console.assert(names === null || names.every((name) => /^[a-z]/.test(name)));
 * ```
 */
export async function vectorInstructions(): Promise<string[] | null> {
  let text: string;
  try {
    text = await Deno.readTextFile("/proc/cpuinfo");
  } catch {
    return null;
  }
  const flags = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1]?.split(" ") ?? [];
  return flags.filter((flag) => VECTOR.test(flag)).sort();
}
