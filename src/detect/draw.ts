/** Draws boxes over an image as SVG, which needs no font files. */
import type { Edges } from "../boxes.ts";
import { escapeHtml } from "../io/html.ts";
import { encodePng, pngDataUri } from "../io/png.ts";

/** A box to draw. */
export interface DrawnBox {
  readonly box: Edges;
  /** Its class, which determines the colour. */
  readonly classIndex: number;
  /** The text above the box. */
  readonly label: string;
  /** Whether the box is dashed, like true boxes beside predicted ones; false by default. */
  readonly dashed?: boolean;
}

/** The bright ones of Okabe and Ito's colours, which colour-blind people can tell apart. */
const COLOURS = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"] as const;

/**
 * Draws boxes over an image.
 *
 * @param pixels uint8 [height, width, 3]
 * @param size the image's size
 * @param boxes the boxes in pixels; later ones lie on top
 * @returns an SVG document of the image's size, with the image embedded
 *
 * @example
 * ```ts
 * import { drawBoxes } from "./draw.ts";
 *
 * const box = { box: [2, 2, 6, 6], classIndex: 0, label: "cat 0.9" } as const;
 * const svg = drawBoxes(new Uint8Array(8 * 8 * 3), { height: 8, width: 8 }, [box]);
 * console.assert(svg.includes(">cat 0.9</text>"));
 * ```
 */
export function drawBoxes(
  pixels: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  boxes: readonly DrawnBox[],
): string {
  const image = pngDataUri(encodePng(pixels, width, height));
  const stroke = Math.max(1, Math.round(Math.max(height, width) / 300)), text = 5 * stroke + 5;
  const drawn = boxes.map(({ box: [left, top, right, bottom], classIndex, label, dashed }) => {
    const colour = COLOURS[classIndex % COLOURS.length];
    const number = (value: number) => Number(value.toFixed(1));
    const above = top > text ? top - stroke : top + text;
    return `<rect x="${number(left)}" y="${number(top)}" width="${number(right - left)}" ` +
      `height="${number(bottom - top)}" fill="none" stroke="${colour}" stroke-width="${stroke}"` +
      `${dashed ? ` stroke-dasharray="${3 * stroke}"` : ""}/>` +
      `<text x="${number(left)}" y="${number(above)}" font-size="${text}" font-family="sans-serif" ` +
      `fill="${colour}" stroke="#000" stroke-width="${stroke * 0.6}" paint-order="stroke">` +
      `${escapeHtml(label)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}"><image href="${image}" width="${width}" height="${height}"/>` +
    `${drawn.join("")}</svg>`;
}
