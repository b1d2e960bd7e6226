import assert from "node:assert/strict";
import { spanText } from "../../../src/reproduce/estimate.ts";
import { rateOf } from "../../../src/reproduce/recipes/training_speeds.ts";
import { recipes, trainingFlop } from "../../../src/reproduce/tables.ts";

/** The header comments of the files of recipes. */
async function readHeaders(): Promise<string[]> {
  const folder = new URL("../../../src/reproduce/recipes/", import.meta.url), headers: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(new URL(name, folder));
    headers.push(text.slice(0, text.indexOf("*/")));
  }
  return headers;
}

/** A number as headers have it: `3.55e16`. */
const short = (flop: number) => flop.toExponential(2).replace("e+", "e");

Deno.test("the header of a recipe's file has its command, its cost and what is published", async () => {
  const headers = await readHeaders();
  for (const recipe of recipes) {
    const { name, published = [] } = recipe, flop = trainingFlop(recipe), rate = rateOf(recipe);
    const header = headers.find((text) => text.includes(` ${name} `));
    assert.ok(header !== undefined, `no header names ${name}`);
    assert.match(header, /deno task cbm train --recipe /);
    const words = header.replace(/ +/g, " ");
    const row = words.split("\n").find((line) => line.includes(` ${name} `) && line.includes(short(flop)));
    assert.ok(
      row?.includes(spanText(flop / (rate * 1e9))),
      `${name}: ${short(flop)} FLOP, at ${rate} GFLOP/s`,
    );
    assert.ok(words.replace(/\n \* /g, " ").includes(`${rate} GFLOP/s`), `${name}: ${rate} GFLOP/s`);
    for (const { mean, standardDeviation } of published) {
      assert.ok(words.includes(`${mean.toFixed(2)} ± ${standardDeviation!.toFixed(2)}`), name);
    }
  }
});
