/**
 * Executes the notebooks with the real Jupyter and renders them as pages that need no network.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { InputError } from "../errors.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { runJupyter, withDenoKernel } from "./jupyter.ts";

/** How the notebooks are executed. */
export interface NotebookOptions {
  /** Receives NAME.ipynb with its outputs, and NAME.html. */
  readonly out: string;
  /** Seconds that a single cell may take; 600 by default. */
  readonly timeout?: number;
  /** The folder of the notebooks; the project's own by default. */
  readonly folder?: string;
  /** Told the name of each notebook as its turn comes. */
  readonly onNotebook?: (name: string) => void;
}

/** Where this project's notebooks lie. */
const NOTEBOOKS = fromFileUrl(new URL("../../notebooks/", import.meta.url));

/** The names of the notebooks in a folder, without their extension, in order. */
async function notebookNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && name.endsWith(".ipynb")) names.push(name.slice(0, -".ipynb".length));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (names.length === 0) throw new InputError(`There are no notebooks (*.ipynb) in ${folder}`);
  return names.sort();
}

/** Leaves out what the page would load from elsewhere, MathJax and RequireJS: no notebook here needs them. */
export function withoutForeignScripts(page: string): string {
  return page.replace(/<script\s[^>]*src=["'](?:https?:)?\/\/[^>]*>\s*<\/script>/g, "");
}

/**
 * Executes every notebook from top to bottom in the Deno kernel and renders it as HTML. Each notebook's files are
 * written once it has run without an error. Jupyter's own configuration and kernels are left alone.
 *
 * @param options where to, and how long a cell may take
 * @returns the paths of the pages, in order
 * @throws {InputError} if Jupyter is not there, or a cell fails or takes too long: names the notebook, with the
 * cell's text and error
 */
export async function renderNotebooks(
  { out, timeout = 600, folder = NOTEBOOKS, onNotebook }: NotebookOptions,
): Promise<string[]> {
  const names = await notebookNames(folder), pages: string[] = [];
  await withDenoKernel(async ({ work, env }) => {
    for (const name of names) {
      onNotebook?.(name);
      const executed = join(work, `${name}.ipynb`), page = join(work, `${name}.html`);
      await runJupyter(
        [
          ...["nbconvert", "--log-level=ERROR", "--to", "notebook", "--execute"],
          `--ExecutePreprocessor.timeout=${timeout}`,
          "--ExecutePreprocessor.kernel_name=deno",
          ...["--output-dir", work, join(folder, `${name}.ipynb`)],
        ],
        env,
        `${name}.ipynb`,
      );
      await runJupyter(["nbconvert", "--log-level=ERROR", "--to", "html", executed], env, `${name}.ipynb`);
      await writeFileAtomic(join(out, `${name}.ipynb`), await Deno.readFile(executed));
      await writeFileAtomic(join(out, `${name}.html`), withoutForeignScripts(await Deno.readTextFile(page)));
      pages.push(join(out, `${name}.html`));
    }
  });
  return pages;
}
