/** Running other programs: python3, g++, tar … */

/** The result of running a program. */
export interface ProgramResult {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end and collects its output.
 *
 * @param program its name, looked up in PATH
 * @param args its arguments
 * @param options working folder, additional variables, and a signal that stops it
 * @returns undefined if there is no such program, or Deno lacks the permission to run it
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env = {}, signal }: {
    cwd?: string;
    env?: Record<string, string>;
    signal?: AbortSignal | undefined;
  } = {},
): Promise<ProgramResult | undefined> {
  signal?.throwIfAborted();
  try {
    const command = new Deno.Command(program, {
      args: [...args],
      ...childEnvironment(env),
      ...(cwd && { cwd }),
      ...(signal && { signal }),
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
 * Makes the environment of a child process, without LD_LIBRARY_PATH and the like: if they are set, as on
 * clusters, Deno refuses to start a program unless every program is allowed (they can inject any code). Our
 * programs run without them.
 */
function childEnvironment(added: Record<string, string>): { env: Record<string, string>; clearEnv: boolean } {
  const all = Deno.permissions.querySync({ name: "run" }).state === "granted";
  const inherited = Object.entries(Deno.env.toObject()).filter(([name]) => all || !/^(LD_|DYLD_)/.test(name));
  return { env: { ...Object.fromEntries(inherited), ...added }, clearEnv: true };
}

/** Returns the last lines of a program's output, for an error message. */
export function lastLines(text: string, count = 6): string {
  return text.trim().split("\n").slice(-count).join("\n");
}
