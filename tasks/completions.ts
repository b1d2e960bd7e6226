/** `cbm completions SHELL`: a script with which a shell completes commands, options and names. */
import { Argument, type Command } from "commander";
import type { CompletedCommand } from "./completion_scripts.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** Lists the names that options take, from the registries; an option of one command begins with the command. */
async function registeredNames(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { augmentations } = await import("../src/data/augment/mod.ts");
  const { datasets } = await import("../src/data/mod.ts");
  const { backendNames } = await import("../src/backend/mod.ts");
  const { EXECUTORS } = await import("../src/experiment/executor/mod.ts");
  const { methods } = await import("../src/method/mod.ts");
  const { models } = await import("../src/model/mod.ts");
  const { measurements } = await import("../src/reproduce/measurements.ts");
  const { recipes, tables } = await import("../src/reproduce/tables.ts");
  const { measures } = await import("../src/salience/mod.ts");
  const { schedules } = await import("../src/schedule/mod.ts");
  const { learningRateSchedules } = await import("../src/train/learning_rate.ts");
  const { optimizers } = await import("../src/train/optimizer.ts");
  const names = (entries: Iterable<{ readonly name: string }>) => [...entries].map(({ name }) => name);
  return {
    "--augment": names(augmentations),
    "--backend": ["auto", ...backendNames],
    "--dataset": names(datasets.values()),
    "--executor": EXECUTORS,
    "--lr-schedule": names(learningRateSchedules),
    "--measure": [...measures.keys(), "input-gradient"],
    "--method": names(methods),
    "--model": names(models),
    "--optimizer": names(optimizers),
    "--profile": Object.keys(tables.main!),
    "--recipe": names(recipes),
    "--table": [...Object.keys(tables), ...Object.keys(measurements)],
    "schedule --name": [...schedules.keys()],
    data: names(datasets.values()),
  };
}

/** Reads the commands and their options from the program. */
export async function completedCommands(program: Command): Promise<CompletedCommand[]> {
  const known = await registeredNames();
  return program.commands.map((command) => {
    const name = command.name();
    return {
      name,
      summary: command.description(),
      values: command.registeredArguments[0]?.argChoices ?? known[name] ?? [],
      options: command.options.filter(({ hidden }) => !hidden).map((option) => {
        const flag = option.long!, own = known[`${name} ${flag}`] ?? known[flag];
        const takesValue = option.required || option.optional;
        // bench --profile is a switch, reproduce --profile has names.
        const values = takesValue ? option.argChoices ?? own ?? [] : [];
        return { flag, help: option.description, takesValue, values };
      }),
    };
  });
}

/** Adds the command. */
export function register(program: Command): void {
  program.command("completions")
    .description("Print the script with which bash, zsh or fish completes commands, options and names.")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .action(async (shell: typeof SHELLS[number]) => {
      const { bashScript, fishScript, zshScript } = await import("./completion_scripts.ts");
      const write = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
      console.log(write(await completedCommands(program)));
    });
}
