/** Sections of a report: a heading with an anchor, open or folded, and the list of contents. */
import { type Html, type HtmlValue, markup } from "../io/html.ts";

/** A section of the page. */
export interface Section {
  /** The anchor, such as `runs`. */
  readonly id: string;
  readonly title: string;
  readonly content: HtmlValue;
  /** Whether it is folded until the reader opens it; false by default. */
  readonly folded?: boolean;
}

/** Renders a section under a heading of the second level. */
export const renderSection = ({ id, title, content, folded = false }: Section): Html =>
  folded
    ? markup`<details><summary><h2>${title}</h2></summary><div id="${id}">
${content}</div></details>
`
    : markup`<section id="${id}"><h2>${title}</h2>
${content}</section>
`;

/** Renders the list of contents. */
export const contents = (sections: readonly Section[]): Html =>
  markup`<nav aria-label="Contents"><ul>${
    sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>\n`)
  }</ul></nav>`;
