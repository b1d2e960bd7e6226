/** Runs `setup` with the test's own cache, PATH and servers. */
import { join } from "@std/path";
import { fileURLToPath } from "node:url";

const COMMAND = fileURLToPath(new URL("./setup_command.ts", import.meta.url));

/** A place to set up in; remove it with `remove()`. */
export interface Sandbox {
  /** CBM_CACHE_DIR. */
  readonly cache: string;
  /** Runs `setup` to its end. */
  run(args: string[], options?: SandboxOptions): Promise<{ code: number; output: string }>;
  /** Names of what is in the cache's tensorflow folder, without the lock. */
  made(): Promise<string[]>;
  remove(): Promise<void>;
}

/** The environment of a run of setup. */
export interface SandboxOptions {
  /** Shell scripts by program name; PATH has these, `tar`, and nothing else unless `keepPath`. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly keepPath?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** No server listens there, so the prebuilt addon is unreachable. */
const NOWHERE = "http://127.0.0.1:4/";

/** Makes a sandbox. */
export async function makeSandbox(): Promise<Sandbox> {
  const root = await Deno.makeTempDir({ prefix: "cbm-setup-" });
  const cache = join(root, "cache");
  let count = 0;

  /** Its PATH is set by setup_command.ts: Deno must be found by the PATH of the tests. */
  function command(
    args: string[],
    { programs = {}, keepPath = false, env = {} }: SandboxOptions,
  ): Deno.Command {
    const bin = join(root, `bin${count++}`);
    Deno.mkdirSync(bin);
    for (const [name, script] of Object.entries({ tar: TAR, ...programs })) {
      Deno.writeTextFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    const permissions = ["read", "write", "env", "sys", "net", "run"].map((name) => `--allow-${name}`);
    return new Deno.Command("deno", {
      args: ["run", "--quiet", "--no-prompt", ...permissions, COMMAND, "setup", ...args],
      env: {
        SETUP_PATH: keepPath ? `${bin}:${Deno.env.get("PATH")}` : bin,
        CBM_CACHE_DIR: cache,
        TFJS_NODE_CDN_STORAGE: NOWHERE,
        ...env,
      },
      stdin: "null",
    });
  }

  return {
    cache,
    async run(args, options = {}) {
      const { code, stdout, stderr } = await command(args, options).output();
      return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
    },
    async made() {
      try {
        const entries = await Array.fromAsync(Deno.readDir(join(cache, "tensorflow")));
        return entries.map(({ name }) => name).filter((name) => name !== ".lock").sort();
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return [];
        throw error;
      }
    },
    remove: () => Deno.remove(root, { recursive: true }),
  };
}

const TAR = 'PATH="/usr/bin:/bin:/usr/local/bin" exec tar "$@"';

/** A Python without TensorFlow, whose pip runs the given script. */
export function fakePython(pip: string): string {
  return [
    'case "$1 $2" in',
    '  *find_spec*) echo \'{"folder": null, "version": null}\';;',
    '  "-m pip")',
    pip,
    ";;",
    '  *version_info*) echo "3 12";;',
    "  *) exit 1;;",
    "esac",
  ].join("\n");
}

/** Runs a test against a local server. */
export async function withServer(
  answer: (request: Request) => Response,
  test: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);
  try {
    await test(`http://127.0.0.1:${server.addr.port}/`);
  } finally {
    await server.shutdown();
  }
}
