/** Loads resvg, the SVG rasteriser, a native module, only when images have to be rendered. */
import { InputError } from "../../errors.ts";
import type { Drawing } from "./catalogue.ts";
import { svgDocument } from "./svg.ts";

/** The functions of resvg that we need. */
export interface Rasteriser {
  /** Renders an SVG document as RGBA pixels, with colours premultiplied by alpha. */
  draw(svg: string): Uint8Array;
  /**
   * Returns whether a drawing stays near its view box. Some contain remnants of the sheet from which they
   * were cut, far outside their box; resvg panics, which ends the process, on a group with opacity beyond
   * twice the canvas.
   */
  canDraw(drawing: Drawing): boolean;
}

/** The distance, in view boxes, by which a drawing may extend beyond its own; placement adds a little. */
const REACH = 0.5;

/**
 * Loads resvg.
 *
 * @returns the rasteriser
 * @throws {InputError} if the native module cannot be loaded here
 */
export async function loadRasteriser(): Promise<Rasteriser> {
  const { Resvg } = await import("@resvg/resvg-js").catch((error) => {
    throw new InputError(
      `Cannot load @resvg/resvg-js, which draws the emoji: ${
        error instanceof Error ? error.message : error
      }. It ` +
        "needs --allow-ffi, --allow-read, --allow-env, --allow-sys=cpus,hostname,networkInterfaces and a platform " +
        "with a prebuilt module (Linux, macOS or Windows)",
    );
  });
  // No emoji contains text, and scanning the system's fonts takes longer than drawing.
  const read = (svg: string) => new Resvg(svg, { font: { loadSystemFonts: false } });
  return {
    draw: (svg) => read(svg).render().pixels,
    canDraw: ({ body, width, height }) => {
      const box = read(svgDocument(body, width, height)).getBBox();
      return box !== undefined && box.x >= -REACH * width && box.x + box.width <= (1 + REACH) * width &&
        box.y >= -REACH * height && box.y + box.height <= (1 + REACH) * height;
    },
  };
}
