/**
 * Executes the notebooks with Jupyter and renders them as pages that need no network.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { InputError, listNames, UsageError } from "../errors.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { renderFormulas } from "./formulas.ts";
import { runJupyter, withDenoKernel } from "./jupyter.ts";
import { makeStills, type NotebookFile } from "./stills.ts";

/** Options of {@linkcode renderNotebooks}. */
export interface NotebookOptions {
  /** The folder for NAME.ipynb with its outputs, and NAME.html. */
  readonly out: string;
  /** The time limit of a cell in seconds; 600 by default. */
  readonly timeout?: number;
  /** The folder of the notebooks; the project's own by default. */
  readonly folder?: string;
  /** The names of the notebooks to execute, such as "1_salience"; all by default. */
  readonly only?: readonly string[];
  /** Called with the name of each notebook before it runs. */
  readonly onNotebook?: (name: string) => void;
}

/** The folder of this project's notebooks. */
const NOTEBOOKS = fromFileUrl(new URL("../../notebooks/", import.meta.url));

/** Lists the notebooks in a folder by name, without their extension, in order. */
async function notebookNames(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && name.endsWith(".ipynb")) names.push(name.slice(0, -".ipynb".length));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  if (names.length === 0) {
    throw new InputError(`No notebooks (*.ipynb) found in ${folder}`);
  }
  return names.sort();
}

/**
 * Removes the scripts that the page would load from the network, MathJax and RequireJS, which no notebook
 * here needs.
 */
export function withoutForeignScripts(page: string): string {
  return page.replace(/<script\s[^>]*src=["'](?:https?:)?\/\/[^>]*>\s*<\/script>/g, "");
}

/** Chooses notebooks by name. */
function choose(names: readonly string[], only: readonly string[]): readonly string[] {
  for (const name of only) {
    if (names.includes(name)) continue;
    throw new UsageError(`Unknown notebook "${name}": choose one of ${listNames(names)}`);
  }
  return only.length === 0 ? names : names.filter((name) => only.includes(name));
}

/** Writes a notebook as Jupyter does. */
const writeNotebook = (path: string, notebook: NotebookFile): Promise<void> =>
  writeFileAtomic(path, new TextEncoder().encode(`${JSON.stringify(notebook, null, 1)}\n`));

/**
 * Executes notebooks from top to bottom in the Deno kernel and writes each with its outputs, and as an HTML page that
 * needs neither network nor scripts. A notebook's files are written only after it has run without an error. The
 * user's own Jupyter configuration and kernels are not touched.
 *
 * The copies have a still picture in place of each chart, for GitHub and other viewers without Vega-Lite.
 *
 * @param options the output folder, the time limit of a cell, and which notebooks
 * @returns the paths of the pages, in order
 * @throws {UsageError} on an unknown name
 * @throws {InputError} if Jupyter or fonts are missing, or a cell fails or takes too long; names the notebook, with
 * the cell's text and error
 */
export async function renderNotebooks(
  { out, timeout = 600, folder = NOTEBOOKS, only = [], onNotebook }: NotebookOptions,
): Promise<string[]> {
  const names = choose(await notebookNames(folder), only), pages: string[] = [];
  await withDenoKernel(async ({ work, env }) => {
    for (const name of names) {
      onNotebook?.(name);
      const executed = join(work, `${name}.ipynb`), page = join(work, `${name}.html`);
      await runJupyter(
        [
          ...["nbconvert", "--log-level=ERROR", "--to", "notebook", "--execute"],
          `--ExecutePreprocessor.timeout=${timeout}`,
          "--ExecutePreprocessor.kernel_name=deno",
          "--ExecutePreprocessor.record_timing=False",
          ...["--output-dir", work, join(folder, `${name}.ipynb`)],
        ],
        env,
        `${name}.ipynb`,
      );
      const notebook: NotebookFile = JSON.parse(await Deno.readTextFile(executed));
      await makeStills(notebook);
      await writeNotebook(join(out, `${name}.ipynb`), notebook);
      await renderFormulas(notebook);
      await writeNotebook(executed, notebook);
      await runJupyter(["nbconvert", "--log-level=ERROR", "--to", "html", executed], env, `${name}.ipynb`);
      await writeFileAtomic(join(out, `${name}.html`), withoutForeignScripts(await Deno.readTextFile(page)));
      pages.push(join(out, `${name}.html`));
    }
  });
  return pages;
}
