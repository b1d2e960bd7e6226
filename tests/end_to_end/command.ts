/** Runs the real command line with the permissions that its task has in deno.json. */
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import denoJson from "../../deno.json" with { type: "json" };

/** The folder of deno.json. */
export const projectRoot = fromFileUrl(new URL("../../", import.meta.url));

/** The result of a command. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command's working folder and environment. */
export interface CommandSettings {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

const TASKS: Readonly<Record<string, { readonly command: string }>> = denoJson.tasks;

/** Finds a command's own task, else the task `cbm`; as a list of arguments of `deno`. */
export function denoArguments(args: readonly string[]): string[] {
  const own = Object.hasOwn(TASKS, args[0] ?? "") ? TASKS[args[0]!] : undefined;
  const words = (own ?? TASKS.cbm!).command.split(" ").slice(1);
  const permissions = words.slice(0, words.indexOf("main.ts"));
  return [...permissions, "--config", join(projectRoot, "deno.json"), join(projectRoot, "main.ts"), ...args];
}

/** A command that is ready to be started. */
export function cbmCommand(args: readonly string[], { env = {}, cwd }: CommandSettings = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: denoArguments(args),
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    ...(cwd === undefined ? {} : { cwd }),
  });
}

const decoder = new TextDecoder();

/** Deno's own message on standard error if a program that a task may run is not installed. */
const DENO_NOTICE = /^Info Failed to resolve '.+' for allow-run.*\n/gm;

/** Decodes a process's output. */
export function readOutcome({ code, stdout, stderr }: Deno.CommandOutput): Outcome {
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr).replace(DENO_NOTICE, "") };
}

/** Runs `cbm …` until it exits. */
export async function cbm(args: readonly string[], settings: CommandSettings = {}): Promise<Outcome> {
  return readOutcome(await cbmCommand(args, settings).output());
}

/** Runs `cbm …`, which must succeed. */
export async function cbmDone(args: readonly string[], settings: CommandSettings = {}): Promise<Outcome> {
  const outcome = await cbm(args, settings);
  assert.equal(outcome.code, 0, `cbm ${args.join(" ")}\n${outcome.stderr}`);
  return outcome;
}

/** Runs `cbm …` and kills it once a file has content; it must not have ended before. */
export async function cbmKilled(
  args: readonly string[],
  file: string,
  settings: CommandSettings = {},
): Promise<void> {
  const child = cbmCommand(args, settings).spawn();
  let over = false;
  const exit = child.output().finally(() => over = true);
  const hasContent = () => Deno.stat(file).then(({ size }) => size > 0, () => false);
  while (!over && !await hasContent()) await new Promise((resolve) => setTimeout(resolve, 2));
  if (!over) child.kill("SIGKILL");
  const { signal, stderr } = await exit;
  assert.equal(signal, "SIGKILL", `cbm ${args.join(" ")} ended by itself\n${decoder.decode(stderr)}`);
}

/** Asserts that a command failed with a message: no stack trace, nothing on standard output. */
export function assertRefused(outcome: Outcome, code: 1 | 2, words: readonly string[]): void {
  const { stderr, stdout } = outcome;
  assert.equal(outcome.code, code, stderr);
  for (const word of words) assert.ok(stderr.includes(word), `"${word}" is not in:\n${stderr}`);
  assert.ok(!/^ +at /m.test(stderr) && !stderr.includes("Uncaught"), `a stack trace:\n${stderr}`);
  assert.equal(stdout, "");
}

/** Runs `cbm …`, which must fail with a message. */
export async function cbmRefused(
  args: readonly string[],
  code: 1 | 2,
  words: readonly string[],
  settings: CommandSettings = {},
): Promise<void> {
  assertRefused(await cbm(args, settings), code, words);
}

export { inTempDir } from "../../src/testing/temp_dir.ts";

/** Processes items, two at a time. */
export async function twoAtATime<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([lane(), lane()]);
}
