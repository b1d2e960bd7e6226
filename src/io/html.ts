/** HTML from templates in which every value is escaped, unless it is HTML already. */

/** A piece of finished HTML. */
export class Html {
  /** Takes HTML as it is: only for text that this program made. */
  constructor(readonly text: string) {}

  /** @returns the HTML */
  toString(): string {
    return this.text;
  }
}

/** What may stand in a template; false, null and undefined give nothing. */
export type HtmlValue = string | number | Html | false | null | undefined | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text with the characters escaped that HTML would read as markup; good for attributes in quotes too. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);

function render(value: HtmlValue): string {
  if (value === undefined || value === null || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return value.map(render).join("");
}

/**
 * A template literal whose values are escaped. (Not called `html`: the formatter would add white space to it.)
 *
 * @example
 * ```ts
 * import { markup } from "./html.ts";
 *
 * console.assert(markup`<b>${"<script>"}</b>`.text === "<b>&lt;script&gt;</b>");
 * ```
 */
export function markup(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.map((part, index) => part + render(values[index])).join(""));
}
