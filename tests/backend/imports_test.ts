/** How the files of `src/backend` import one another. */
import assert from "node:assert/strict";

const ROOT = new URL("../../src/backend/", import.meta.url);

/** Lists the imports of a file by URL: static (type imports too), or by `import()`. */
interface Imports {
  readonly now: readonly string[];
  readonly later: readonly string[];
}

const known = new Map<string, Imports>();

function importsOf(file: string): Imports {
  let found = known.get(file);
  if (found === undefined) {
    const source = Deno.readTextFileSync(new URL(file));
    const urls = (pattern: RegExp) =>
      [...source.matchAll(pattern)].map((match) => new URL(match[1]!, file).href);
    found = {
      now: urls(/^(?:import|export)\b[^;]*?"(\.{1,2}\/[^"]+\.ts)";/gm),
      later: urls(/\bimport\("(\.{1,2}\/[^"]+)"\)/g),
    };
    known.set(file, found);
  }
  return found;
}

/** Lists all files that are loaded with a file. */
function loadedWith(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  for (const other of importsOf(file).now) loadedWith(other, loaded);
  return loaded;
}

function* filesIn(folder: URL): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* filesIn(new URL(`${name}/`, folder));
    else if (name.endsWith(".ts")) yield new URL(name, folder).href;
  }
}

const shorten = (file: string) => file.slice(ROOT.href.length);

Deno.test("imports in src/backend form no circle", () => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (!file.startsWith(ROOT.href) || done.has(file)) return;
    const { now, later } = importsOf(file), to = [...path, file];
    assert.ok(!path.includes(file), to.slice(path.indexOf(file)).map(shorten).join(" → "));
    for (const other of [...now, ...later]) visit(other, to);
    done.add(file);
  };
  for (const file of filesIn(ROOT)) visit(file, []);
  assert.ok(done.size > 90);
});

Deno.test("the kernels' contract imports none of our files", () => {
  assert.deepEqual(importsOf(new URL("ops/kernels.ts", ROOT).href), { now: [], later: [] });
});

Deno.test("a program loads only the implementation of the backend that it starts", () => {
  const implementations = /^(?:(?:ops\/)?(tensorflow|wasm|webgpu|cpu)(?:_half|_hush)?\.ts|ops\/(\w+)\/)/;
  const found = (file: string) => {
    const names = [...loadedWith(new URL(file, ROOT).href)].flatMap((one) => {
      const match = implementations.exec(shorten(one));
      return match === null ? [] : [match[1] ?? match[2]!];
    });
    return [...new Set(names)].filter((name) => name !== "stock").sort();
  };
  assert.deepEqual(found("../mod.ts"), []);
  assert.deepEqual(found("mod.ts"), []);
  assert.deepEqual(found("ops/mod.ts"), []);
  for (const name of ["tensorflow", "wasm", "webgpu", "cpu"]) {
    assert.deepEqual(found(`${name}.ts`), [name]);
    const file = new URL(`${name}.ts`, ROOT).href;
    assert.ok(importsOf(new URL("mod.ts", ROOT).href).later.includes(file));
  }
});
