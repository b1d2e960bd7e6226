/** The notebooks in the real JupyterLab, in a real browser with the real kernel, and executed by nbconvert. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { renderNotebooks } from "../../src/report/notebooks.ts";
import { IN_BROWSER, withJupyterLab } from "./jupyterlab.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

interface Cell {
  readonly cell_type: string;
  readonly source: readonly string[];
  readonly execution_count?: number | null;
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly data?: Readonly<Record<string, unknown>>;
  }[];
}

/** The cells of a notebook file that hold code. */
async function codeCells(path: string): Promise<Cell[]> {
  const { cells }: { cells: Cell[] } = JSON.parse(await Deno.readTextFile(path));
  return cells.filter(({ cell_type }) => cell_type === "code");
}

/** The smallest sizes with which every cell of notebooks 3 and 4 has something to show. */
const SIZES = { WIDTH: 2, TRAIN: 64, TEST: 64, EPOCHS: 2, SEEDS: 2 };

/** What each notebook shows in JupyterLab: charts drawn by Vega, pictures and drawings, tables. */
const EXPECTED = [
  { name: "1_salience", charts: 4, pictures: 1, tables: 0, silent: 1 },
  { name: "2_curriculum", charts: 5, pictures: 3, tables: 2, silent: 1 },
  { name: "3_training_and_analysis", charts: 4, pictures: 0, tables: 3, silent: 2 },
  { name: "4_detection", charts: 4, pictures: 4, tables: 5, silent: 2 },
];

async function notebooksTask(
  out: string,
  env: Record<string, string>,
  names: readonly string[] = [],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "notebooks", "--out", out, ...names],
    cwd: ROOT,
    env,
    stdin: "null",
  }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("the committed notebooks are clean and name the Deno kernel", async () => {
  for (const { name } of EXPECTED) {
    const path = join(ROOT, "notebooks", `${name}.ipynb`);
    const { metadata } = JSON.parse(await Deno.readTextFile(path));
    assert.equal(metadata.kernelspec.name, "deno");
    for (const { source, outputs, execution_count } of await codeCells(path)) {
      assert.deepEqual(outputs, [], `${name} has the outputs of ${source.join("")}`);
      assert.equal(execution_count, null);
    }
  }
});

const sizes = Object.fromEntries(
  Object.entries(SIZES).map(([name, size]) => [`CBM_NOTEBOOK_${name}`, `${size}`]),
);

Deno.test(
  "JupyterLab runs every notebook without an error, and shows its charts with tooltips",
  IN_BROWSER,
  async () => {
    const sources = () =>
      Promise.all(EXPECTED.map(({ name }) => Deno.readTextFile(join(ROOT, "notebooks", `${name}.ipynb`))));
    const before = await sources();
    await withJupyterLab(ROOT, sizes, async (run) => {
      for (const { name, charts, pictures, tables, silent } of EXPECTED) {
        const { page, outputs } = await run(`notebooks/${name}.ipynb`);
        const cells = await outputs(), all = cells.flat();
        const errors = all.filter(({ output_type }) => output_type === "error" || output_type === "stream");
        assert.deepEqual(errors, [], name);
        // But for the imports and the clean-up at its end, every cell shows something: no output is lost on its way.
        assert.equal(
          cells.filter(({ length }) => length === 0).length,
          silent,
          `${name}: cells without output`,
        );
        const tabs = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
        const drawn = tabs.locator(".vega-embed canvas, .vega-embed svg.marks");
        await drawn.nth(charts - 1).waitFor();
        assert.equal(await drawn.count(), charts, `${name}: charts drawn by Vega`);
        const having = (mime: string) =>
          all.filter(({ data }) => data !== undefined && Object.keys(data)[0] === mime).length;
        assert.equal(having("application/vnd.vegalite.v5+json"), charts, `${name}: charts`);
        assert.equal(having("image/png") + having("image/svg+xml"), pictures, `${name}: pictures`);
        assert.equal(having("text/html"), tables, `${name}: tables`);

        if (!name.startsWith("2")) continue;
        await drawn.first().scrollIntoViewIfNeeded();
        const box = (await drawn.first().boundingBox())!;
        await page.mouse.move(box.x + 120, box.y + 60);
        const tooltip = page.locator("#vg-tooltip-element.visible");
        await tooltip.waitFor();
        assert.match(await tooltip.innerText(), /Epoch:?\s*\d+\s*Ratio, %:?\s*40\.36/);
      }
    });
    assert.deepEqual(await sources(), before, "the notebooks themselves stay as they are");
  },
);

Deno.test("results/notebooks holds the notebooks as they are, executed, with pictures", async () => {
  for (const { name, charts, pictures } of EXPECTED) {
    const path = join(ROOT, "results", "notebooks", `${name}.ipynb`);
    const read = async (file: string) =>
      JSON.parse(await Deno.readTextFile(file)).cells.map((
        { cell_type, source }: Cell,
      ) => [cell_type, [source].flat().join("")]);
    assert.deepEqual(
      await read(path),
      await read(join(ROOT, "notebooks", `${name}.ipynb`)),
      `${name} has changed since it was executed: run \`deno task cbm notebooks\``,
    );
    const outputs = (await codeCells(path)).flatMap((cell) => cell.outputs ?? []);
    assert.deepEqual(outputs.filter(({ output_type }) => output_type === "error"), [], name);
    assert.equal(
      outputs.filter(({ data }) => data !== undefined && "image/png" in data).length,
      charts + pictures,
      `${name}: pictures`,
    );
    assert.ok((await Deno.stat(path)).size < 600_000, `${name} is too large to commit`);
  }
});

Deno.test("`deno task cbm notebooks NAME` writes the executed notebook and a page that needs no network", async () => {
  const out = await Deno.makeTempDir({ prefix: "cbm-notebooks-test-" });
  try {
    const { code, stdout, stderr } = await notebooksTask(out, sizes, ["2_curriculum"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(stdout.trim().split("\n"), [join(out, "2_curriculum.html")]);
    assert.deepEqual((await Array.fromAsync(Deno.readDir(out))).length, 2);

    const outputs = (await codeCells(join(out, "2_curriculum.ipynb"))).flatMap((cell) => cell.outputs ?? []);
    const having = (mime: string) => outputs.filter(({ data }) => data !== undefined && mime in data).length;
    assert.deepEqual([having("image/png"), having("application/vnd.vegalite.v5+json")], [8, 0]);

    const html = await Deno.readTextFile(join(out, "2_curriculum.html"));
    const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0;
    assert.equal(count(/src="data:image\/png;base64,/g), 8);
    assert.equal(count(/<p class="caption"/g), 2);
    assert.ok(count(/<math[ >]/g) > 10, "formulas");
    assert.doesNotMatch(html, /<p>[^<]*\$[^<]*\$/, "a formula in LaTeX");
    assert.doesNotMatch(html, /<(script|img|link)\s[^>]*(src|href)="(https?:)?\/\//, "it asks the network");
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

/** A notebook of some code cells in a folder of its own. */
async function withNotebook(sources: string[], test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "cbm-notebooks-test-" });
  try {
    const cells = sources.map((source, i) => ({
      cell_type: "code",
      execution_count: null,
      id: `c${i}`,
      metadata: {},
      outputs: [],
      source,
    }));
    const notebook = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await Deno.writeTextFile(join(folder, "made_up.ipynb"), JSON.stringify(notebook));
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a cell that fails is named with its notebook, and nothing of it is written", async () => {
  await withNotebook(["const one = 1;", 'throw new RangeError("too far");'], async (folder) => {
    const out = join(folder, "out");
    await assert.rejects(renderNotebooks({ out, folder }), (error: Error) => {
      assert.match(error.message, /^made_up\.ipynb failed\. /);
      assert.match(error.message, /\nthrow new RangeError\("too far"\);\n/);
      assert.match(error.message, /RangeError: too far/);
      assert.doesNotMatch(error.message, /Traceback|one = 1/);
      return true;
    });
    await assert.rejects(Deno.stat(out), Deno.errors.NotFound);
  });
});

Deno.test("a cell that takes too long is named", async () => {
  await withNotebook(["await new Promise((done) => setTimeout(done, 600_000));"], async (folder) => {
    await assert.rejects(
      renderNotebooks({ out: join(folder, "out"), folder, timeout: 2 }),
      /made_up\.ipynb failed\. A cell timed out[^]*setTimeout\(done, 600_000\)/,
    );
  });
});

Deno.test("`deno task cbm notebooks` without Jupyter names the remedy and ends with code 1", async () => {
  const out = await Deno.makeTempDir({ prefix: "cbm-notebooks-test-" });
  try {
    const { code, stdout, stderr } = await notebooksTask(out, { PATH: out });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /program `jupyter` not found\. Debian and Ubuntu: apt-get install jupyter-core/,
    );
    assert.deepEqual(await Array.fromAsync(Deno.readDir(out)), []);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});
