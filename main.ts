/**
 * The command line: `deno task cbm <command>`. Each command is a thin file in `tasks/`.
 *
 * @module
 */
import { Command, CommanderError } from "commander";
import denoJson from "./deno.json" with { type: "json" };
import { InputError, Interrupted } from "./src/errors.ts";
import * as analyze from "./tasks/analyze.ts";
import * as bench from "./tasks/bench.ts";
import * as completions from "./tasks/completions.ts";
import * as data from "./tasks/data.ts";
import * as declare from "./tasks/declare.ts";
import * as doctor from "./tasks/doctor.ts";
import * as evaluate from "./tasks/evaluate.ts";
import { examplesOf } from "./tasks/examples.ts";
import * as exportModel from "./tasks/export.ts";
import { groupOptions } from "./tasks/help_groups.ts";
import { continuation } from "./tasks/interrupt.ts";
import * as mask from "./tasks/mask.ts";
import * as models from "./tasks/models.ts";
import * as newFile from "./tasks/new.ts";
import * as notebooks from "./tasks/notebooks.ts";
import * as predict from "./tasks/predict.ts";
import * as report from "./tasks/report.ts";
import * as reproduce from "./tasks/reproduce.ts";
import * as salience from "./tasks/salience.ts";
import * as schedule from "./tasks/schedule.ts";
import * as setup from "./tasks/setup.ts";
import * as train from "./tasks/train.ts";

/** The commands by what they are for, in the order of the help. */
const GROUPS: Readonly<Record<string, readonly { register(program: Command): void }[]>> = {
  "Train and compare:": [train, reproduce, declare, analyze, report, evaluate],
  "Data, masks and models:": [data, salience, schedule, mask, models, predict, exportModel],
  "Your own code:": [newFile, notebooks],
  "This machine:": [doctor, setup, bench, completions],
};

const HINT = "(run with --help for usage)";

/** Checks for Deno 2.9 or newer; older versions lack features and would fail later, less clearly. */
function checkDeno(version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 2 || (major === 2 && minor >= 9)) return;
  throw new InputError(
    `This program needs Deno 2.9 or newer, but this is ${version}: run \`deno upgrade\`, or use npx -y deno@2.9.6`,
  );
}

/** Tells whether an allocation failed: an array was too long, or WebAssembly's memory is full. */
function isOutOfMemory(error: unknown): error is Error {
  if (error instanceof WebAssembly.RuntimeError) return /out of bounds|memory/.test(error.message);
  return error instanceof RangeError && /array (buffer|length)|typed array/i.test(error.message);
}

/** Runs one command; returns the exit code: 0 = done, 1 = failed, 2 = wrong use. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    checkDeno(Deno.version.deno);
    const program = new Command("deno task cbm")
      .description("Curriculum by Masking: train image models on images with hidden salient patches.")
      .version(denoJson.version)
      .exitOverride()
      .showHelpAfterError(HINT);
    for (const [heading, commands] of Object.entries(GROUPS)) {
      program.commandsGroup(heading);
      for (const command of commands) command.register(program);
    }
    program.helpCommand("help [command]", "Show the help of a command.");
    program.addHelpText("after", examplesOf("cbm"));
    for (const command of program.commands) {
      groupOptions(command);
      command.exitOverride().showHelpAfterError(HINT).addHelpText("afterAll", examplesOf(command.name()));
    }
    await program.parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof Interrupted) {
      console.error(`${error.message} Continue with: ${continuation(args)}`);
      return error.exitCode;
    }
    if (error instanceof InputError) {
      console.error(`cbm: ${error.message}`);
      return error.exitCode;
    }
    if (isOutOfMemory(error)) {
      console.error(
        `cbm: Not enough memory (${error.message}): use fewer or smaller images, a smaller batch or a narrower model`,
      );
      return 1;
    }
    if (error instanceof Deno.errors.NotCapable) {
      console.error(
        `cbm: ${error.message}\nRun it as \`deno task cbm …\`, which grants the permissions it needs.`,
      );
      return 1;
    }
    throw error;
  }
}

if (import.meta.main) Deno.exit(await run(Deno.args));
