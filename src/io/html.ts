/** Renders HTML from templates that escape every value, unless it is HTML already. */

/** A piece of finished HTML. */
export class Html {
  /** Wraps a text without escaping it; only for HTML that this program generated. */
  constructor(readonly text: string) {}

  /** Returns the HTML. */
  toString(): string {
    return this.text;
  }
}

/** A value in a template; false, null and undefined render nothing. */
export type HtmlValue = string | number | Html | false | null | undefined | readonly HtmlValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Escapes the characters of a text that HTML would read as markup, also within quoted attributes. */
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
 * Renders a template literal with escaped values. (It is not named `html`, because the formatter would add
 * white space.)
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
