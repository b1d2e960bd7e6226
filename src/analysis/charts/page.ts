/** Charts as parts of a page: colours that follow its light or dark mode, and pictures stored once. */

/** The colours of charts: in the charts themselves and on a light page, and on a dark page. */
const PAGE_COLORS: readonly (readonly [light: string, dark: string])[] = [
  ["#1a1a1a", "#f0f0f0"],
  ["#3d3d3d", "#d0d0d0"],
  ["#5c5c5c", "#b3b3b3"],
  ["#767676", "#9a9a9a"],
  ["#8a8a8a", "#8a8a8a"],
  ["#e6e6e6", "#3a3a3a"],
  ["#4d4d4d", "#c9c9c9"],
  ["#0072b2", "#4fb3ee"],
  ["#d55e00", "#ff8f3f"],
  ["#008a66", "#2cc79c"],
  ["#b5588f", "#e08fc0"],
  ["#9a6a00", "#e0a82e"],
  ["#2f8bc4", "#8fcdf5"],
];

const variable = (color: string): string => `--chart-${color.slice(1)}`;

/** Declares the charts' colours as CSS variables, for one mode. */
export const chartVariables = (mode: "light" | "dark"): string =>
  PAGE_COLORS.map(([light, dark]) => `${variable(light)}: ${mode === "light" ? light : dark};`).join(" ");

const KNOWN = new RegExp(`(["'])(${PAGE_COLORS.map(([light]) => light).join("|")})\\1`, "g");

/**
 * Replaces the colours of a chart with CSS variables, and its white background with none.
 *
 * @param chart an SVG document or a specification as JSON
 *
 * @example
 * ```ts
 * import { asOnPage } from "./page.ts";
 *
 * console.assert(asOnPage('<path stroke="#0072b2"/>') === '<path stroke="var(--chart-0072b2)"/>');
 * ```
 */
export const asOnPage = (chart: string): string =>
  chart
    .replace(KNOWN, (_, quote: string, color: string) => `${quote}var(${variable(color)})${quote}`)
    .replace('"background":"white"', '"background":null')
    .replace(/(<svg [^>]*><rect [^>]*fill=)"white"/, '$1"none"');

/**
 * Stores every picture of a document once, and refers to it wherever it is drawn.
 *
 * @param svg an SVG document, or a page with several
 * @param id the prefix of the pictures' ids
 */
export function sharePictures(svg: string, id: string): string {
  const known = new Map<string, string>();
  return svg.replace(/<image ([^>]*?)(?:\/>|><\/image>)/g, (whole, attributes: string) => {
    const picture = attributes.match(/(?:xlink:href|href|width|height|preserveAspectRatio)="[^"]*"/g) ?? [];
    if (!picture.some((one) => one.includes('href="data:'))) return whole;
    const place = attributes.match(/(?<![\w:-])(?:x|y|transform|opacity)="[^"]*"/g) ?? [],
      key = picture.join(" ");
    const name = known.get(key) ?? `${id}-picture-${known.size + 1}`;
    const stored = known.has(key) ? "" : `<defs><image id="${name}" ${key}></image></defs>`;
    known.set(key, name);
    return `${stored}<use ${[`href="#${name}"`, ...place].join(" ")}></use>`;
  });
}
