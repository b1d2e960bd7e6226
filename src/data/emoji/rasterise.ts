/** resvg, the rasteriser of SVG: a native module that is loaded only when images have to be made. */
import { InputError } from "../../errors.ts";
import type { Drawing } from "./catalogue.ts";
import { svgDocument } from "./svg.ts";

/** What is needed of resvg. */
export interface Rasteriser {
  /** Turns an SVG document into pixels: RGBA, colours already multiplied by alpha. */
  draw(svg: string): Uint8Array;
  /**
   * Whether a drawing stays near its view box. Some have leftovers of the sheet they were cut from, many boxes
   * away; resvg ends the whole process (a panic) on a group with opacity beyond twice the canvas.
   */
  canDraw(drawing: Drawing): boolean;
}

/** How far, in view boxes, a drawing may reach out of its own: placing it at random moves it a little further. */
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
        "that it has a prebuilt module for (Linux, macOS or Windows)",
    );
  });
  // No emoji holds text; looking through the system's fonts takes longer than drawing.
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
