/** `cbm schedule`: the masking ratio of each epoch. */
import type { Command } from "commander";
import { schedules } from "../src/schedule/mod.ts";
import { parseNumber, printJson, say } from "./cli.ts";

const number = parseNumber();

/** The schedules' own minima, as in `0 for linear, 0.07 for linear-cycle`. */
const MINIMA: string = [...schedules.values()]
  .flatMap(({ name, defaultMin }) => defaultMin === undefined ? [] : [`${defaultMin} for ${name}`]).join(
    ", ",
  );

/** Adds the command. */
export function register(program: Command): void {
  program.command("schedule")
    .description("Print the masking ratio and the number of hidden patches of each epoch.")
    .requiredOption(
      "--name <name>",
      `${[...schedules.keys()].join(", ")}, or a file of your own, ./NAME.ts`,
    )
    .option(
      "--max <ratio>",
      "the largest ratio, 0 ≤ max < 1 (default: 0.4036067977500615, as published)",
      number,
    )
    .option("--min <ratio>", `the smallest ratio (default: ${MINIMA})`, number)
    .requiredOption("--epochs <n>", "number of training epochs", number)
    .option("--patches <n>", "patches per side", parseNumber({ min: 1, integer: true }), 4)
    .option("--json", "print as JSON")
    .option("--quiet", "print no notes")
    .action(async ({ name, max, min, epochs, patches, ...options }) => {
      const { createSchedule, findSchedule, scheduleRatios } = await import("../src/schedule/mod.ts");
      const { isExtension, loadExtension } = await import("../src/extension.ts");
      if (isExtension(name)) await loadExtension(name, "schedule");
      const { patchCount } = await import("../src/masking/mod.ts");
      const ratios = scheduleRatios(createSchedule(name, { epochs, max, min }), epochs);
      const counts = ratios.map((ratio) => patchCount(ratio, patches));
      if (min !== undefined && findSchedule(name).defaultMin === undefined) {
        say(options, `Note: --min has no effect: "${name}" has no minimum`);
      }
      if (options.json) return printJson({ ratios, counts });
      console.log(`epoch  ratio   patches of ${patches * patches}`);
      ratios.forEach((ratio, epoch) =>
        console.log(`${String(epoch + 1).padStart(5)}  ${ratio.toFixed(4)}  ${counts[epoch]}`)
      );
    });
}
