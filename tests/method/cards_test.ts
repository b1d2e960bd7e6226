/**
 * The method cards: their option tables are those of the code (`-- --update` writes them), and each shows the method's
 * function for a loop of your own. `deno task examples` runs what they show.
 */
import assert from "node:assert/strict";
import * as publicMethods from "../../src/methods.ts";
import { methods } from "../../src/method/mod.ts";
import { optionLines, type OptionTable } from "../../src/options.ts";
import { tableLines, unpadded } from "../markdown.ts";

const cardOf = (name: string) => new URL(`../../src/method/${name}/README.md`, import.meta.url);

/** The table of a card, unpadded. */
const tableOf = (options: OptionTable): string[] =>
  tableLines(
    ["option", "default", "values", "meaning"],
    optionLines(options).map(({ name, default: usual, values, help }) => [
      ...[`\`${name}\``, usual, values.replaceAll('"', "`"), help],
    ]),
  );

for (const { name, options } of methods) {
  Deno.test(`the card of ${name} lists its options as the code declares them`, async () => {
    const card = await Deno.readTextFile(cardOf(name)), lines = card.split("\n"), wanted = tableOf(options);
    if (wanted.length === 2) {
      return assert.ok(!lines.some((line) => line.startsWith("| option")), "it has no options");
    }
    const start = lines.findIndex((line) => /^\| *option/.test(line));
    assert.ok(start >= 0, `no table of options in the card of ${name}`);
    const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
    if (Deno.args.includes("--update")) {
      lines.splice(start, end - start, ...wanted);
      await Deno.writeTextFile(cardOf(name), lines.join("\n"));
      return;
    }
    assert.deepEqual(
      lines.slice(start, end).map(unpadded),
      wanted.map(unpadded),
      "run this test with -- --update",
    );
  });

  if (name === "conventional") continue; // it does nothing to a batch
  Deno.test(`the card of ${name} shows public functions of the method in a loop of your own`, async () => {
    const card = await Deno.readTextFile(cardOf(name));
    const [, code = ""] = /^\*\*In your own loop\.\*\*[^]*?^```ts\n([^]*?)^```$/m.exec(card) ?? [];
    const [, list = ""] = /^import \{([^}]*)\} from "@cbm\/curriculum-by-masking\/methods";$/m.exec(code) ??
      [];
    const used = list.split(",").map((one) => one.trim()).filter((one) =>
      one !== "" && one !== "randomStream"
    );
    assert.ok(used.length > 0, "no function is imported from the entry ./methods");
    for (const one of used) {
      assert.ok(one in publicMethods, `${one} is not public`);
      assert.ok(code.split(one).length > 2, `${one} is imported and not called`);
    }
  });
}
