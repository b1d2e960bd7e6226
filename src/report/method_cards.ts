/** The methods of a report: a sentence each, and the method card as a file. */
import type { Analysis } from "../analysis/analyze.ts";
import { type Html, markup } from "../io/html.ts";
import { methods } from "../method/mod.ts";
import { asSpecs } from "../spec.ts";
import { download } from "./downloads.ts";

/** Reads the card of a method; undefined where the program's files cannot be read, as in a browser. */
async function cardOf(name: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(new URL(`../method/${name}/README.md`, import.meta.url));
  } catch {
    return undefined;
  }
}

/** Lists the methods that the arms used, each with its card. */
export async function methodCards({ arms }: Analysis): Promise<Html> {
  const used = new Set(
    arms.flatMap(({ runs }) => runs.flatMap(({ method }) => asSpecs(method).map(({ name }) => name))),
  );
  const entries = methods.filter(({ name }) => used.has(name));
  const items = await Promise.all(entries.map(async ({ name, summary }) => {
    const text = await cardOf(name);
    return markup`<li><b>${name}</b>: ${summary}${
      text !== undefined &&
      markup` (${download({ name: `${name}.md`, type: "text/markdown", text }, "method card")})`
    }</li>\n`;
  }));
  return markup`<ul>${items}</ul>`;
}
