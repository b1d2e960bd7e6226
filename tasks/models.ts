/** `cbm models`: what can be trained. */
import type { Command } from "commander";
import { printJson } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("models")
    .description("List the models and their options.")
    .option("--summary", "also build each with its defaults and 10 classes, and count its parameters")
    .option("--json", "print as JSON")
    .action(async (options) => {
      const { createModel, models } = await import("../src/model/mod.ts");
      const { randomStream } = await import("../src/random.ts");
      if (options.summary) await (await import("../src/backend/mod.ts")).startBackend("cpu");
      const rows = models.map(({ name, summary, options: known }) => {
        if (!options.summary) return { name, summary, options: known };
        const model = createModel(name, 10, randomStream(0, "weights"));
        const parameters = [...model.parameters().values()].reduce((sum, { size }) => sum + size, 0);
        model.dispose();
        return { name, summary, options: known, parameters };
      });
      if (options.json) return printJson(rows);
      for (const row of rows) {
        console.log(`${row.name}: ${row.summary}`);
        if ("parameters" in row) console.log(`  ${row.parameters} parameters with 10 classes`);
        for (const [key, text] of Object.entries(row.options)) console.log(`  ${key}: ${text}`);
      }
    });
}
