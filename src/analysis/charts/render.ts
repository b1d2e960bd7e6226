/** Compiles charts, and renders them as SVG, without a browser. */
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { isObject } from "../../io/json_object.ts";
import { asOnPage, sharePictures } from "./page.ts";
import { type Chart, INTERACTIVE } from "./theme.ts";

// Without a canvas, Vega assumes that every character is 0.8 em wide and crowds or cuts labels, so measure
// better.
const metrics: unknown = Reflect.get(vega, "textMetrics");
if (typeof metrics === "object" && metrics !== null) {
  Reflect.set(metrics, "width", (item: { fontSize?: number }, text: unknown) => {
    const size = item.fontSize ?? 11;
    return (Array.isArray(text) ? text : [text]).reduce(
      (most: number, line) => Math.max(most, ems(`${line}`) * size),
      0,
    );
  });
}

/** Estimates the width of a text in em of a common sans-serif font, by kinds of letters. */
function ems(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (/[iljtfI.,:;'|!()[\]]/.test(letter)) width += 0.31;
    else if (/[mwMW%—]/.test(letter)) width += 0.86;
    else if (/[A-Z@&]/.test(letter)) width += 0.68;
    else width += letter.charCodeAt(0) > 0x2e80 ? 1 : 0.56;
  }
  return width;
}

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** Removes the layers that only an interactive chart has. */
function withoutInteraction(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter((one) => !isObject(one) || !`${one.name}`.startsWith(INTERACTIVE)).map(
      withoutInteraction,
    );
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      ["layer", "concat"].includes(key)
        ? withoutInteraction(one)
        : key === "spec"
        ? withoutInteraction(one)
        : one,
    ]),
  );
}

const compiled = (spec: TopLevelSpec) => compile(spec, { logger: silent }).spec;

/**
 * Compiles a chart for the interactive page: a Vega specification as JSON, with colours that follow the page.
 *
 * @param chart the result of a chart function
 */
export const compileForPage = (chart: Chart): string => asOnPage(JSON.stringify(compiled(chart.spec)));

/**
 * Renders a chart as a scalable SVG with a title and description for screen readers.
 *
 * @param chart the result of a chart function
 * @param options.onPage whether its colours follow the page that it is part of, light or dark; false by default
 * @returns the `<svg>` element; its ids begin with the chart's name, so that a page can hold several charts
 *
 * @example
 * ```ts
 * import { maskSamples } from "./mask_samples.ts";
 * import { renderSvg } from "./render.ts";
 *
 * const chart = maskSamples({
 *   images: new Uint8Array(2 * 2 * 3),
 *   shape: [1, 2, 2],
 *   names: ["nothing"],
 *   probabilities: Float32Array.of(0.1, 0.2, 0.3, 0.4),
 *   patches: 2,
 *   masks: [{ ratio: 0.25, kept: Uint8Array.of(1, 1, 1, 0) }],
 * });
 * console.assert((await renderSvg(chart)).startsWith("<svg"));
 * ```
 */
export async function renderSvg(chart: Chart, { onPage = false } = {}): Promise<string> {
  const spec = compiled(withoutInteraction(chart.spec) as TopLevelSpec);
  const view = new vega.View(vega.parse(spec), { renderer: "none" });
  try {
    const svg = await view.toSVG();
    const id = chart.name;
    const own = sharePictures(
      svg.replace(/ id="([^"]+)"/g, ` id="${id}-$1"`).replace(/url\(#([^)]+)\)/g, `url(#${id}-$1)`),
      id,
    );
    const labels = `<title id="${id}-title">${escapeXml(chart.title)}</title>` +
      `<desc id="${id}-description">${escapeXml(chart.description)}</desc>`;
    return (onPage ? asOnPage(own) : own).replace(
      /^<svg ([^>]*)>/,
      (_, attributes: string) =>
        `<svg ${attributes} role="img" aria-labelledby="${id}-title ${id}-description">${labels}`,
    );
  } finally {
    view.finalize();
  }
}

const silent = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};
