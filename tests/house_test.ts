/** The order of the rooms: a file of `src/` imports only from rooms below its own, and imports form no circle. */
import assert from "node:assert/strict";
import { dirname, fromFileUrl, join, relative } from "@std/path";

/** From the ground up, and on each floor from left to right: a room imports only from rooms listed before it. */
const ROOMS = [
  ...[
    "errors",
    "suggest",
    "terminal",
    "breathe",
    "random",
    "progress",
    "notices",
    "spec",
    "boxes",
    "batch",
    "io",
    "extension",
    "options",
  ],
  ...["schedule", "data", "backend"],
  ...["salience", "model"],
  ...["masking", "detect"],
  "method",
  "train",
  ...["experiment", "bench"],
  "analysis",
  "report",
  "reproduce",
];
/** The public entries, which import from any room; the entry `./data` is the room's own module. */
const ENTRIES = [
  "mod",
  "ops",
  "statistics",
  "charts",
  "methods",
  "models",
  "training",
  "testing",
  "templates",
];

const SRC = fromFileUrl(new URL("../src", import.meta.url));
const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const IMPORTS = /(?:\bfrom|\bimport\s*\(?|new URL\()\s*"(\.[^"]+)"/g;

/** Lists the files of `src/` that each of its files imports, type imports too; paths from `src/`. */
async function importsOf(folder = SRC, found = new Map<string, string[]>()): Promise<Map<string, string[]>> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) await importsOf(path, found);
    else if (name.endsWith(".ts")) {
      found.set(relative(SRC, path), targets(path, await Deno.readTextFile(path)));
    }
  }
  return found;
}

const targets = (path: string, source: string): string[] =>
  [...source.replaceAll(COMMENTS, "").matchAll(IMPORTS)]
    .map(([, target]) => relative(SRC, join(dirname(path), target!)))
    .filter((target) => target.endsWith(".ts"));

const roomOf = (file: string): string => file.split("/")[0]!.replace(/\.ts$/, "");

/** Finds imports against the order. */
function upward(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const wrong: string[] = [];
  for (const [file, all] of imports) {
    const room = roomOf(file), floor = ROOMS.indexOf(room);
    if (ENTRIES.includes(room)) continue;
    if (floor < 0) wrong.push(`${file} is in no known room`);
    for (const target of all) {
      if (target.startsWith("..") || roomOf(target) === room) continue;
      const below = ROOMS.indexOf(roomOf(target));
      if (below < 0 || below > floor) wrong.push(`${file} imports ${target}`);
    }
  }
  return wrong;
}

/** Finds a circle of imports; undefined if there is none. */
function circle(imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  function visit(file: string, path: readonly string[]): string[] | undefined {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of imports.get(file) ?? []) {
      const found = visit(target, [...path, file]);
      if (found !== undefined) return found;
    }
    done.add(file);
    return undefined;
  }
  for (const file of imports.keys()) {
    const found = visit(file, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

Deno.test("no file of src/ imports from a room above its own", async () => {
  const imports = await importsOf();
  assert.ok(imports.size > 400);
  assert.deepEqual(upward(imports), []);
});

Deno.test("every room and entry listed here exists", async () => {
  const found = new Set([...(await importsOf()).keys()].map(roomOf));
  assert.deepEqual([...ROOMS, ...ENTRIES].filter((name) => !found.has(name)), []);
});

Deno.test("no imports of src/ form a circle", async () => {
  assert.equal(circle(await importsOf()), undefined);
});

Deno.test("the house rules detect an import against the order, and a circle", async () => {
  const imports = await importsOf();
  const spoilt = new Map(imports).set("data/memory_split.ts", ["experiment/config.ts"]);
  assert.deepEqual(upward(spoilt), [...upward(imports), "data/memory_split.ts imports experiment/config.ts"]);
  assert.deepEqual(circle(new Map([["a.ts", ["b.ts"]], ["b.ts", ["c.ts"]], ["c.ts", ["b.ts"]]])), [
    ...["b.ts", "c.ts", "b.ts"],
  ]);
  const typed =
    'import type { A } from "./a.ts";\nexport { b } from "../b.ts";\n// import "./no.ts"\nawait import("./c.ts");';
  assert.deepEqual(targets(join(SRC, "x/y.ts"), typed), ["x/a.ts", "b.ts", "x/c.ts"]);
});
