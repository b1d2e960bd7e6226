/** The lists in docs/ that follow from registries. `-- --update` writes them; then run `deno fmt`. */
import assert from "node:assert/strict";
import { datasets } from "../src/data/mod.ts";
import { methods } from "../src/method/mod.ts";
import { models } from "../src/model/mod.ts";
import { measurements } from "../src/reproduce/measurements.ts";
import { tables } from "../src/reproduce/tables.ts";
import { tableLines, unpadded } from "./markdown.ts";

/** The page of each list. */
const PAGES: Readonly<Record<string, string>> = {
  tables: "command-line",
  methods: "methods",
  models: "models",
  "data sets": "data",
};

const code = (name: string) => `\`${name}\``;
const described = (head: string, entries: Iterable<{ readonly name: string; readonly summary: string }>) =>
  tableLines([head, "what it is"], Array.from(entries, ({ name, summary }) => [code(name), summary]));

/** The lists by the name in their markers, `<!-- NAME, from the registry -->` and `<!-- end of NAME -->`. */
const lists: Readonly<Record<string, readonly string[]>> = {
  tables: [[...Object.keys(tables), ...Object.keys(measurements)].map(code).join(", ")],
  methods: tableLines(
    ["method, with its card", "what it does"],
    methods.map(({ name, summary }) => [`[${name}](../src/method/${name}/README.md)`, summary]),
  ),
  models: described("model", models),
  "data sets": described("data set", datasets.values()),
};

/** The text on one line, as neither padding nor where lines break counts. */
const flat = (lines: readonly string[]) => lines.map(unpadded).join(" ").replace(/\s+/g, " ").trim();

for (const [name, wanted] of Object.entries(lists)) {
  Deno.test(`docs/${PAGES[name]}.md lists the ${name} of the registry`, async () => {
    const page = new URL(`../docs/${PAGES[name]}.md`, import.meta.url);
    const lines = (await Deno.readTextFile(page)).split("\n");
    const start = lines.indexOf(`<!-- ${name}, from the registry -->`),
      end = lines.indexOf(`<!-- end of ${name} -->`);
    assert.ok(0 <= start && start < end, `the page has no markers for its list of ${name}`);
    if (Deno.args.includes("--update")) {
      lines.splice(start + 1, end - start - 1, "", ...wanted, "");
      return await Deno.writeTextFile(page, lines.join("\n"));
    }
    assert.equal(flat(lines.slice(start + 1, end)), flat(wanted), "run this test with -- --update");
  });
}

Deno.test("links between the pages, and from them into the repository, lead somewhere", async () => {
  const root = new URL("../", import.meta.url), pages = ["README.md", "results/README.md"];
  for await (const { name } of Deno.readDir(new URL("docs", root))) {
    if (name.endsWith(".md")) pages.push(`docs/${name}`);
  }
  const anchor = (heading: string) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").trim().replaceAll(" ", "-");
  const broken: string[] = [];
  for (const page of pages) {
    const text = await Deno.readTextFile(new URL(page, root));
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, a, b]) =>
      (a ?? b)!
    );
    for (const target of targets.filter((one) => !/^[a-z]+:/.test(one))) {
      const url = new URL(target, new URL(page, root)), hash = decodeURIComponent(url.hash.slice(1));
      url.hash = "";
      const there = await Deno.stat(url).catch(() => undefined);
      const headings = !there?.isFile || hash === ""
        ? []
        : [...(await Deno.readTextFile(url)).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!));
      if (there === undefined || (hash !== "" && !headings.includes(hash))) broken.push(`${page}: ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});

Deno.test("all documents call the command line in one way: deno task cbm COMMAND", async () => {
  const root = new URL("../", import.meta.url),
    commands = "train|analyze|report|salience|setup|doctor|bench|notebooks";
  const found: string[] = [];
  const look = async (page: string) => {
    const text = await Deno.readTextFile(new URL(page, root));
    for (const [call] of text.matchAll(new RegExp(`deno task (${commands})\\b`, "g"))) {
      found.push(`${page}: ${call}`);
    }
  };
  await look("README.md");
  await look("results/README.md");
  for await (const { name } of Deno.readDir(new URL("docs", root))) {
    if (name.endsWith(".md")) await look(`docs/${name}`);
  }
  for (const { name } of methods) await look(`src/method/${name}/README.md`);
  assert.deepEqual(found, []);
});
