/** Runs `cbm …` in this process: without Deno's start-up time, but with the permissions of the tests. */
import process from "node:process";
import { run } from "../../main.ts";
import assert from "node:assert/strict";
import { assertRefused, type CommandSettings, type Outcome } from "./command.ts";

const METHODS = ["log", "info", "warn", "error"] as const;

/**
 * Runs a command to test its messages and exit code; one test of each kind runs the real program.
 * Commands run one after the other.
 */
export async function cbmHere(
  args: readonly string[],
  { env = {}, cwd }: CommandSettings = {},
): Promise<Outcome> {
  const said = { stdout: "", stderr: "" };
  const before = Object.fromEntries(Object.keys(env).map((name) => [name, Deno.env.get(name)]));
  const consoles = METHODS.map((name) => console[name]);
  const streams = (["stdout", "stderr"] as const).map((name) => [name, process[name].write] as const);
  const folder = cwd === undefined ? undefined : Deno.cwd();
  for (const [name, value] of Object.entries(env)) Deno.env.set(name, value);
  if (cwd !== undefined) Deno.chdir(cwd);
  for (const name of METHODS) {
    const stream = name === "log" || name === "info" ? "stdout" : "stderr";
    console[name] = (...words: unknown[]) => void (said[stream] += `${words.join(" ")}\n`);
  }
  for (const [name] of streams) {
    process[name].write = ((text: string) => {
      said[name] += text;
      return true;
    }) as typeof process.stdout.write;
  }
  try {
    return { code: await run(args), ...said };
  } finally {
    if (folder !== undefined) Deno.chdir(folder);
    METHODS.forEach((name, place) => console[name] = consoles[place]!);
    for (const [name, write] of streams) process[name].write = write;
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  }
}

/** Runs a command here, which must fail with a message; see `cbmRefused`. */
export async function refusedHere(
  args: readonly string[],
  code: 1 | 2,
  words: readonly string[],
  settings: CommandSettings = {},
): Promise<void> {
  assertRefused(await cbmHere(args, settings), code, words);
}

/** Runs a command here, which must succeed; see `cbmDone`. */
export async function doneHere(args: readonly string[], settings: CommandSettings = {}): Promise<Outcome> {
  const outcome = await cbmHere(args, settings);
  assert.equal(outcome.code, 0, `cbm ${args.join(" ")}\n${outcome.stderr}`);
  return outcome;
}
