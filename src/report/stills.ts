/**
 * Still pictures for executed notebooks: GitHub and nbconvert show neither Vega-Lite nor, in some places, SVG.
 *
 * @module
 */
import { renderSvg } from "../analysis/charts/mod.ts";
import type { Chart } from "../analysis/charts/theme.ts";
import { InputError } from "../errors.ts";
import { VEGA_LITE } from "./display.ts";

/** An output of a cell, by MIME type. */
type Bundle = Record<string, unknown>;

/** A notebook as it is stored, of which only this is needed. */
export interface NotebookFile {
  readonly cells: {
    readonly cell_type: string;
    source: string | string[];
    readonly outputs?: { readonly data?: Bundle }[];
  }[];
}

/** Pixels of the picture per pixel of a chart; drawings hold photos, and stay as large as they are. */
const SCALE = 1.5;

const SVG = "image/svg+xml";

/**
 * Replaces every chart and drawing by a PNG picture. The specifications, with their embedded images, would make the
 * copies several times as large.
 *
 * @param notebook an executed notebook; its outputs are changed
 * @throws {InputError} if this machine has no fonts, without which charts would have no text
 */
export async function makeStills({ cells }: NotebookFile): Promise<void> {
  const bundles = cells.flatMap(({ outputs = [] }) =>
    outputs.flatMap(({ data }) => data === undefined ? [] : [data])
  );
  const toPng = bundles.some((data) => VEGA_LITE in data || SVG in data) ? await pngRenderer() : undefined;
  for (const [index, data] of bundles.entries()) {
    if (VEGA_LITE in data) {
      const chart = { name: `chart-${index}`, title: "", description: "", spec: data[VEGA_LITE] } as Chart;
      data["image/png"] = await toPng!(await renderSvg(chart));
      delete data[VEGA_LITE];
    } else if (SVG in data) {
      data["image/png"] = await toPng!(joined(data[SVG]), 1);
      delete data[SVG];
    }
  }
}

/** Joins a text that Jupyter may have stored as lines. */
export const joined = (text: unknown): string => Array.isArray(text) ? text.join("") : String(text);

/** Loads the native modules and returns a function from SVG to PNG in base64. */
async function pngRenderer(): Promise<(svg: string, scale?: number) => Promise<string>> {
  const { Resvg } = await import("@resvg/resvg-js"), { default: sharp } = await import("sharp");
  const render = (svg: string, scale: number) =>
    new Resvg(svg, {
      font: { loadSystemFonts: true, defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" },
      fitTo: { mode: "zoom", value: scale },
      background: "white",
    }).render();
  const letter = render(
    `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16"><text y="14" font-family="sans-serif">M</text></svg>`,
    1,
  );
  if (letter.pixels.every((value) => value === 255)) {
    throw new InputError(
      "Cannot draw the charts of the executed notebooks: no fonts found. Debian and Ubuntu: apt-get install " +
        "fonts-dejavu-core",
    );
  }
  return async (svg, scale = SCALE) => {
    const { pixels, width, height } = render(svg, scale);
    // A palette of 256 colours makes a file a third as large.
    const png = await sharp(pixels, { raw: { width, height, channels: 4 } }).png({ palette: true })
      .toBuffer();
    return png.toBase64();
  };
}
