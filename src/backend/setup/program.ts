/** Runs other programs: python3, g++, tar … */

/** How a program ended. */
export interface ProgramResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and collects what it wrote.
 *
 * @param program its name, looked up in PATH
 * @param args its arguments
 * @param options folder to run in, variables to add, and a signal that stops it
 * @returns undefined if there is no such program, or Deno was not given the permission to run it
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = {}, signal }: { cwd?: string; env?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<ProgramResult | undefined> {
  signal?.throwIfAborted();
  try {
    const command = new Deno.Command(program, {
      args: [...args],
      ...childEnvironment(env),
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal === undefined ? {} : { signal }),
      stdin: "null",
    });
    const { success, stdout, stderr } = await command.output();
    signal?.throwIfAborted();
    return { ok: success, stdout: decode(stdout), stderr: decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return undefined;
    if (error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/**
 * Deno refuses to start a program with LD_LIBRARY_PATH and its like in the environment unless every program is
 * allowed (they can put any code into it). Clusters set them; without them the programs run as well.
 */
function childEnvironment(added: Record<string, string>): { env: Record<string, string>; clearEnv: boolean } {
  const all = Deno.permissions.querySync({ name: "run" }).state === "granted";
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => all || !/^(LD_|DYLD_)/.test(name));
  return { env: { ...Object.fromEntries(inherited), ...added }, clearEnv: true };
}

/** The end of a program's complaint, for an error message. */
export function lastLines(text: string, count = 6): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
