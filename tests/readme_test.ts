/** The lists in README that follow from registries. `-- --update` writes them; then run `deno fmt`. */
import assert from "node:assert/strict";
import { datasets } from "../src/data/mod.ts";
import { methods } from "../src/method/mod.ts";
import { models } from "../src/model/mod.ts";
import { measurements } from "../src/reproduce/measurements.ts";
import { tables } from "../src/reproduce/tables.ts";
import { tableLines, unpadded } from "./markdown.ts";

const README = new URL("../README.md", import.meta.url);

const code = (name: string) => `\`${name}\``;
const described = (head: string, entries: Iterable<{ readonly name: string; readonly summary: string }>) =>
  tableLines([head, "what it is"], Array.from(entries, ({ name, summary }) => [code(name), summary]));

/** The lists by the name in their markers, `<!-- NAME, from the registry -->` and `<!-- end of NAME -->`. */
const lists: Readonly<Record<string, readonly string[]>> = {
  tables: [[...Object.keys(tables), ...Object.keys(measurements)].map(code).join(", ")],
  methods: tableLines(
    ["method, with its card", "what it does"],
    methods.map(({ name, summary }) => [`[${name}](./src/method/${name}/README.md)`, summary]),
  ),
  models: described("model", models),
  "data sets": described("data set", datasets.values()),
};

/** The text on one line, as neither padding nor where lines break counts. */
const flat = (lines: readonly string[]) => lines.map(unpadded).join(" ").replace(/\s+/g, " ").trim();

for (const [name, wanted] of Object.entries(lists)) {
  Deno.test(`README lists the ${name} of the registry`, async () => {
    const lines = (await Deno.readTextFile(README)).split("\n");
    const start = lines.indexOf(`<!-- ${name}, from the registry -->`),
      end = lines.indexOf(`<!-- end of ${name} -->`);
    assert.ok(0 <= start && start < end, `README has no markers for its list of ${name}`);
    if (Deno.args.includes("--update")) {
      lines.splice(start + 1, end - start - 1, "", ...wanted, "");
      return await Deno.writeTextFile(README, lines.join("\n"));
    }
    assert.equal(flat(lines.slice(start + 1, end)), flat(wanted), "run this test with -- --update");
  });
}
