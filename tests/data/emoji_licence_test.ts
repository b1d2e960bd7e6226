import assert from "node:assert/strict";
import { attributionOf } from "../../src/data/emoji/mod.ts";
import { RESVG_VERSION, UNICODE_LIST_VERSION } from "../../src/data/emoji/options.ts";
import { STYLES } from "../../src/data/emoji/styles.ts";
import project from "../../deno.json" with { type: "json" };

const imports: Record<string, string> = project.imports;

/** The package.json of a package that deno.json pins. */
async function manifest(name: string): Promise<{ version: string; license: string }> {
  return (await import(`${name}/package.json`, { with: { type: "json" } })).default;
}

for (const style of STYLES) {
  Deno.test(`the package of the style ${style.name} declares the version and licence we state`, async () => {
    assert.equal(imports[style.package], `npm:${style.package}@${style.version}`);
    const { version, license } = await manifest(style.package);
    assert.deepEqual([version, license], [style.version, style.licence]);
    const { info } = await style.load();
    assert.equal(info.license.spdx, style.licence);
    assert.equal(info.author.name, style.author);
    assert.equal(info.author.url, style.home);
  });
}

Deno.test("all licences are permissive, without share-alike", () => {
  const permissive = ["MIT", "Apache-2.0", "CC-BY-4.0"];
  assert.deepEqual(STYLES.filter(({ licence }) => !permissive.includes(licence)), []);
});

Deno.test("the cache's key contains the versions pinned in deno.json", async () => {
  assert.equal(imports["@resvg/resvg-js"], `npm:@resvg/resvg-js@${RESVG_VERSION}`);
  assert.equal(imports["emoji.json"], `npm:emoji.json@${UNICODE_LIST_VERSION}`);
  const { version, license } = await manifest("emoji.json");
  assert.deepEqual([version, license], [UNICODE_LIST_VERSION, "MIT"]);
});

Deno.test("the attribution credits every style's maker with licence and home", () => {
  const text = attributionOf(STYLES),
    readme = Deno.readTextFileSync(
      new URL("../../src/data/emoji/README.md", import.meta.url),
    );
  for (const { author, licence, home, package: name, version } of STYLES) {
    for (const part of [author, licence, home]) assert.ok(text.includes(part), part);
    for (const part of [author, licence, home, `${name}@${version}`]) assert.ok(readme.includes(part), part);
  }
});
