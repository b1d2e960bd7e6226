/** Charts, tables and pictures for Jupyter; elsewhere they are plain objects. */
import type { ColumnTable } from "arquero";
import { type Chart, encodePng } from "../analysis/charts/mod.ts";
import { toMarkdown, toText } from "../analysis/write_table.ts";
import { escapeHtml, type Html } from "../io/html.ts";
import { htmlTable } from "./html_table.ts";
import type { PictureColumn } from "./pictures.ts";

/** The newest MIME type of Vega-Lite that JupyterLab renders. */
export const VEGA_LITE = "application/vnd.vegalite.v5+json";

const DISPLAY = Symbol.for("Jupyter.display");

/** An object that a notebook shows if it is the last value of a cell. */
export interface Displayable {
  /** Returns the content by MIME type. */
  readonly [DISPLAY]: () => Readonly<Record<string, unknown>>;
}

const displayable = (bundle: Readonly<Record<string, unknown>>): Displayable => ({ [DISPLAY]: () => bundle });

/**
 * Displays a chart in a notebook. JupyterLab prefers HTML and SVG to Vega-Lite where they are offered, and Deno labels
 * specifications as a version that JupyterLab does not know; so the chart is offered as Vega-Lite 5 alone. `deno task
 * notebooks` adds pictures for viewers without scripts.
 *
 * @param chart the result of a chart function
 */
export function displayChart(chart: Chart): Displayable {
  return displayable({
    [VEGA_LITE]: chart.spec,
    "text/plain": `${chart.title}. ${chart.description}`,
  });
}

/**
 * Displays HTML in a notebook.
 *
 * @param html finished HTML
 * @param text what to show where HTML is not supported
 */
export const displayHtml = (html: Html, text: string): Displayable =>
  displayable({ "text/html": html.text, "text/plain": text });

/** Displays a table in a notebook. */
export function displayTable(table: ColumnTable, caption?: string): Displayable {
  // Jupyter aligns all cells to the right, which does not suit text.
  const html = htmlTable(table, caption).text
    .replaceAll(/<(td|th scope="(?:col|row)")>/g, '<$1 style="text-align:left">');
  return displayable({
    "text/html": html,
    "text/markdown": toMarkdown(table),
    "text/plain": toText(table),
  });
}

/**
 * Displays formatted text in a notebook.
 *
 * @param text Markdown
 */
export function displayMarkdown(text: string): Displayable {
  return displayable({ "text/markdown": text, "text/plain": text });
}

/**
 * Displays images side by side in a notebook.
 *
 * @param images uint8 [N, height, width, 3]
 * @param shape N, height and width
 * @param options.columns images per row; 10 by default
 * @param options.scale enlargement of every pixel; 2 by default
 * @param options.caption text where pictures cannot be shown
 */
export function displayImages(
  images: Uint8Array,
  [count, height, width]: readonly [count: number, height: number, width: number],
  { columns = 10, scale = 2, caption = `${count} images` }: {
    columns?: number;
    scale?: number;
    caption?: string;
  } = {},
): Displayable {
  const gap = 2, across = Math.min(columns, count), down = Math.ceil(count / across);
  const sheetWidth = across * (width + gap) - gap, sheetHeight = down * (height + gap) - gap;
  const sheet = new Uint8Array(sheetWidth * sheetHeight * 3).fill(255);
  for (let i = 0; i < count; i++) {
    const left = (i % across) * (width + gap), top = Math.floor(i / across) * (height + gap);
    for (let y = 0; y < height; y++) {
      const row = images.subarray((i * height + y) * width * 3, (i * height + y + 1) * width * 3);
      sheet.set(row, ((top + y) * sheetWidth + left) * 3);
    }
  }
  const png = encodePng(sheet, sheetWidth, sheetHeight, scale);
  return displayable({ "image/png": png.toBase64(), "text/plain": caption });
}

/**
 * Displays drawings with boxes side by side in a notebook, one row per image.
 *
 * @param columns the result of `drawDetections`, or SVG documents of `drawBoxes` under a title
 * @param options.width pixels of a drawing; 190 by default
 * @param options.caption text where pictures cannot be shown
 *
 * @example
 * ```ts
 * import { drawBoxes } from "../detect/draw.ts";
 * import { displayDrawings } from "./display.ts";
 *
 * const svg = drawBoxes(new Uint8Array(8 * 8 * 3), { height: 8, width: 8 }, []);
 * displayDrawings([{ title: "Nothing", svgs: [svg] }]); // what a cell ends with
 * ```
 */
export function displayDrawings(
  columns: readonly PictureColumn[],
  { width = 190, caption = columns.map(({ title }) => title).join(", ") }: {
    width?: number;
    caption?: string;
  } = {},
): Displayable {
  const rows = Math.max(0, ...columns.map(({ svgs }) => svgs.length)), pitch = width + GAP;
  const cells = columns.flatMap(({ title, svgs }, column) => [
    `<text x="${column * pitch}" y="14" font-size="14" font-weight="600" fill="#1a1a1a">${
      escapeHtml(title)
    }</text>`,
    ...svgs.map((svg, row) =>
      placed(svg, `${title}, image ${row + 1}`, column * pitch, TITLE + row * pitch, width)
    ),
  ]);
  const across = columns.length * pitch - GAP, down = TITLE + rows * pitch - GAP;
  return displayable({
    "image/svg+xml": `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" ` +
      `viewBox="0 0 ${across} ${down}" font-family="sans-serif" style="background:white">${
        cells.join("")
      }</svg>`,
    "text/plain": caption,
  });
}

/** The distance between drawings, and the height of their titles, in pixels. */
const GAP = 8, TITLE = 22;

/** Puts an SVG document into a square of another. */
const placed = (svg: string, title: string, x: number, y: number, size: number): string =>
  svg.replace(
    /^<svg ([^>]*?)width="[^"]*" height="[^"]*"([^>]*)>/,
    (_, before: string, after: string) =>
      `<svg ${before}x="${x}" y="${y}" width="${size}" height="${size}"${after}><title>${
        escapeHtml(title)
      }</title>`,
  );

/**
 * Wraps a notebook's display function so that no output is lost. The kernel reports the end of a cell on
 * another channel than its outputs. nbconvert loses an output that arrives after the end, and sometimes the
 * last value of a cell. The wrapped function therefore waits after each output.
 *
 * @param display the kernel's own function, `Deno.jupyter.display`
 * @param milliseconds the wait; 100 by default
 * @returns a function that displays its argument; to be awaited
 *
 * @example
 * ```ts
 * import { awaitedDisplay, displayMarkdown } from "./display.ts";
 *
 * const shown: unknown[] = [];
 * const display = awaitedDisplay((output) => Promise.resolve(shown.push(output)), 1);
 * await display(displayMarkdown("**Hello**"));
 * console.assert(shown.length === 1);
 * ```
 */
export function awaitedDisplay(
  display: (output: Displayable) => Promise<unknown>,
  milliseconds = 100,
): (output: Displayable | Promise<Displayable>) => Promise<void> {
  return async (output) => {
    await display(await output);
    await new Promise((done) => setTimeout(done, milliseconds));
  };
}
