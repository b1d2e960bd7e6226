/** `cbm notebooks`: executes and renders the notebooks with Jupyter. */
import type { Command } from "commander";
import { parseNumber, say } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("notebooks")
    .description("Execute the notebooks with Jupyter's Deno kernel and render them as HTML.")
    .option("--out <dir>", "folder for the executed notebooks and pages", "results/notebooks")
    .option("--timeout <seconds>", "time limit per cell", parseNumber({ min: 1 }), 600)
    .option("--quiet", "print nothing")
    .action(async (options) => {
      const { renderNotebooks } = await import("../src/report/notebooks.ts");
      const pages = await renderNotebooks({
        out: options.out,
        timeout: options.timeout,
        onNotebook: (name: string) => say(options, `Executing ${name} …`),
      });
      for (const page of pages) console.log(page);
    });
}
