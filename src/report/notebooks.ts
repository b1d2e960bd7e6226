/**
 * Executes the notebooks with Jupyter and renders them as pages that need no network.
 *
 * @module
 */
import { fromFileUrl, join } from "@std/path";
import { InputError } from "../errors.ts";
import { writeFileAtomic } from "../io/atomic.ts";
import { runJupyter, withDenoKernel } from "./jupyter.ts";

/** Options of {@linkcode renderNotebooks}. */
export interface NotebookOptions {
  /** The folder for NAME.ipynb with its outputs, and NAME.html. */
  readonly out: string;
  /** The time limit of a cell in seconds; 600 by default. */
  readonly timeout?: number;
  /** The folder of the notebooks; the project's own by default. */
  readonly folder?: string;
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

/**
 * Executes every notebook from top to bottom in the Deno kernel and renders it as HTML. A notebook's files
 * are written only after it has run without an error. The user's own Jupyter configuration and kernels are
 * not touched.
 *
 * @param options the output folder and the time limit of a cell
 * @returns the paths of the pages, in order
 * @throws {InputError} if Jupyter is missing, or a cell fails or takes too long; names the notebook, with the
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
