/** The notebooks in the real Jupyter with the real kernel: about a minute. */
import { join } from "@std/path";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { renderNotebooks } from "../../src/report/notebooks.ts";

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

/** What the pages show, at least. */
const EXPECTED = [
  { name: "1_salience", charts: 4, pictures: 1, tables: 0 },
  { name: "2_curriculum", charts: 5, pictures: 3, tables: 2 },
  { name: "3_training_and_analysis", charts: 4, pictures: 0, tables: 2 },
  { name: "4_detection", charts: 4, pictures: 0, tables: 3 },
];

async function notebooksTask(
  out: string,
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "notebooks", "--out", out],
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

Deno.test("`deno task cbm notebooks` executes every notebook and renders pages with pictures and charts", async () => {
  const out = await Deno.makeTempDir({ prefix: "cbm-notebooks-test-" });
  try {
    const sizes = Object.entries(SIZES).map(([name, size]) => [`CBM_NOTEBOOK_${name}`, `${size}`]);
    const { code, stdout, stderr } = await notebooksTask(out, Object.fromEntries(sizes));
    assert.equal(code, 0, stderr);
    const pages = EXPECTED.map(({ name }) => join(out, `${name}.html`));
    assert.deepEqual(stdout.trim().split("\n"), pages);

    for (const { name, charts, pictures, tables } of EXPECTED) {
      const executed = await codeCells(join(out, `${name}.ipynb`));
      const outputs = executed.flatMap((cell) => cell.outputs ?? []);
      assert.deepEqual(outputs.filter(({ output_type }) => output_type === "error"), [], name);
      // But for the imports and the clean-up at its end, every cell shows something: no output is lost on its
      // way.
      const silent = executed.filter((cell) => cell.outputs?.length === 0).length;
      assert.equal(silent, /^[34]/.test(name) ? 2 : 1, `${name}: cells without output`);
      const having = (mime: string) =>
        outputs.filter(({ data }) => data !== undefined && mime in data).length;
      assert.ok(having("application/vnd.vegalite.v5+json") >= charts, `${name}: charts`);
      assert.ok(having("image/png") >= pictures, `${name}: pictures`);

      const html = await Deno.readTextFile(join(out, `${name}.html`));
      const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0;
      assert.ok(count(/<img src="data:image\/svg\+xml;base64,/g) >= charts, `${name}.html: charts`);
      assert.ok(count(/src="data:image\/png;base64,/g) >= pictures, `${name}.html: pictures`);
      assert.ok(count(/<p class="caption"/g) >= tables, `${name}.html: tables`);
      if (name === "4_detection") assert.ok(count(/alt="True boxes, image \d"/g) >= 2, "pictures with boxes");
      assert.doesNotMatch(
        html,
        /data-mime-type="application\/vnd\.jupyter\.(stderr|error)"/,
        `${name}.html: an error`,
      );
      assert.doesNotMatch(
        html,
        /<(script|img|link)\s[^>]*(src|href)="(https?:)?\/\//,
        `${name}.html asks the network`,
      );
    }
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
