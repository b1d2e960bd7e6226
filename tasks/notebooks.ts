/** `cbm notebooks`: executes and renders the notebooks with Jupyter. */
import type { Command } from "commander";
import { parseNumber, say } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("notebooks [names...]")
    .description(
      "Execute the notebooks, or some by name, with Jupyter's Deno kernel; write copies with pictures, and HTML.",
    )
    .option("--out <dir>", "folder for the executed notebooks and pages", "results/notebooks")
    .option("--timeout <seconds>", "time limit per cell", parseNumber({ min: 1 }), 600)
    .option("--quiet", "print nothing")
    .action(async (only: string[], options) => {
      const { renderNotebooks } = await import("../src/report/notebooks.ts");
      const pages = await renderNotebooks({
        out: options.out,
        timeout: options.timeout,
        only,
        onNotebook: (name: string) => say(options, `Executing ${name} …`),
      });
      for (const page of pages) console.log(page);
    });
}
