/** Formulas of notebooks for pages: MathML, which browsers draw by themselves, instead of LaTeX, which takes a script. */
import type { NotebookFile } from "./stills.ts";
import { joined } from "./stills.ts";

/** Code, in which dollar signs are no formulas; then formulas of their own line, and within a line. */
const PARTS = /(```[^]*?```|`[^`\n]+`|^(?: {4}|\t).*$)|\$\$([^$]+)\$\$|\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)/gm;

/**
 * Replaces LaTeX between dollar signs in the Markdown cells of a notebook by MathML.
 *
 * @param notebook its cells are changed
 */
export async function renderFormulas({ cells }: NotebookFile): Promise<void> {
  const { default: temml } = await import("temml");
  const render = (latex: string, displayMode: boolean) =>
    temml.renderToString(latex.trim(), { displayMode, throwOnError: true }).replaceAll("\n", "");
  for (const cell of cells) {
    if (cell.cell_type !== "markdown") continue;
    cell.source = joined(cell.source).replaceAll(
      PARTS,
      (all, code?: string, display?: string, inline?: string) =>
        code !== undefined ? all : render(display ?? inline!, display !== undefined),
    );
  }
}
