/** The public entries: every export is documented, and the top has few names, none of them general. */
import assert from "node:assert/strict";
import { fromFileUrl, join } from "@std/path";
import denoJson from "../deno.json" with { type: "json" };

const ROOT = fromFileUrl(new URL("..", import.meta.url));
const ENTRIES: Readonly<Record<string, string>> = denoJson.exports;
/** The most names at the top, types included, and how many of them may be values. */
const MOST_NAMES = 130, MOST_VALUES = 65;
/** Words that are too general without the name of their entry. */
const GENERAL = [
  ...["add", "answer", "concatenate", "conventional", "decode", "detect", "detection", "dropout", "evaluate"],
  ...["flip", "gains", "gelu", "hold", "holm", "iou", "linear", "matMul", "mixup", "override", "quantile"],
  ...[
    "recipes",
    "record",
    "relu",
    "repeat",
    "reshape",
    "reverse",
    "scale",
    "sgd",
    "sigmoid",
    "silu",
    "slice",
  ],
  ...["softmax", "suppress", "tables", "trainable", "transpose"],
];

interface Declaration {
  /** "reference" where the declaration belongs to another entry that is documented too. */
  readonly kind: string;
  readonly jsDoc?: { readonly doc?: string };
}

interface Documentation {
  readonly module_doc?: { readonly doc?: string };
  readonly symbols: readonly { readonly name: string; readonly declarations: readonly Declaration[] }[];
}

const read = (path: string): Promise<string> => Deno.readTextFile(join(ROOT, path));

/** Reads what `deno doc` says of some files. */
async function document(files: readonly string[]): Promise<Map<string, Documentation>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--quiet", "--json", ...files],
    cwd: ROOT,
    stdin: "null",
  }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  const { nodes } = JSON.parse(new TextDecoder().decode(stdout));
  return new Map(files.map((file) => {
    const [, documentation] = Object.entries(nodes).find(([url]) => url.endsWith(file.slice(1)))!;
    return [file, documentation as Documentation];
  }));
}

const isType = ({ declarations }: Documentation["symbols"][number]): boolean =>
  declarations.every(({ kind }) => kind === "interface" || kind === "typeAlias");

Deno.test("every export of every entry has a doc comment, and so has the entry", async () => {
  const entries = await document(Object.values(ENTRIES));
  for (const [file, { module_doc, symbols }] of entries) {
    assert.ok(module_doc?.doc, `${file} has no doc comment with @module`);
    assert.ok(symbols.length > 4, `${file} exports next to nothing`);
    const bare = symbols.filter(({ declarations }) =>
      declarations.every(({ kind, jsDoc }) => kind !== "reference" && !jsDoc?.doc)
    );
    assert.deepEqual(bare.map(({ name }) => name), [], `${file}: no doc comment`);
  }

  const names = (file: string) => new Set(entries.get(file)!.symbols.map(({ name }) => name));
  for await (const { name } of Deno.readDir(join(ROOT, "notebooks"))) {
    if (!name.endsWith(".ipynb")) continue;
    const { cells } = JSON.parse(await read(`notebooks/${name}`));
    const code = cells.map(({ source }: { source: string[] }) => source.join("")).join("\n");
    for (
      const [, list, entry] of code.matchAll(/import \{([^}]*)\} from "@cbm\/curriculum-by-masking([^"]*)"/g)
    ) {
      const path = Object.entries(ENTRIES).find(([one]) => one === `.${entry}`)![1];
      const imported = list.split(",").map((one: string) => one.trim()).filter((one: string) => one !== "");
      const missing = imported.filter((one: string) => !names(path).has(one));
      assert.deepEqual(missing, [], `${name} imports what ${path} does not export`);
    }
  }
});

Deno.test("the top entry has some 60 values and their types, and no general names", async () => {
  const { symbols } = (await document([ENTRIES["."]!])).values().next().value!;
  const values = symbols.filter((symbol) => !isType(symbol)).map(({ name }) => name);
  assert.ok(symbols.length <= MOST_NAMES, `${symbols.length} names; the limit is ${MOST_NAMES}`);
  assert.ok(values.length <= MOST_VALUES, `${values.length} values; the limit is ${MOST_VALUES}`);
  assert.deepEqual(values.filter((name) => GENERAL.includes(name)), []);
});

Deno.test("docs/library.md and the top's doc comment list every entry", async () => {
  const top = await read(ENTRIES["."]!), page = await read("docs/library.md");
  for (const [name, file] of Object.entries(ENTRIES)) {
    assert.ok(top.includes(` * | \`${name}\` `), `src/mod.ts does not mention the entry ${name}`);
    assert.ok(page.includes(`[\`${name}\`](.${file})`), `docs/library.md does not mention the entry ${name}`);
  }
});
