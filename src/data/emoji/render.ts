/** Renders one image: a randomly placed drawing on a background. */
import type { RandomStream } from "../../random.ts";
import { drawBackground } from "./background.ts";
import type { Drawing } from "./catalogue.ts";
import type { Rasteriser } from "./rasterise.ts";
import { place, placedSvg } from "./svg.ts";

/**
 * Renders one image.
 *
 * @param rasteriser renders the drawing
 * @param drawing the drawing to show
 * @param size height and width in pixels
 * @param random the image's own stream
 * @returns uint8 [size, size, 3]
 */
export function renderImage(
  rasteriser: Rasteriser,
  drawing: Drawing,
  size: number,
  random: RandomStream,
): Uint8Array {
  const pixels = drawBackground(random.split("background"), size);
  const front = rasteriser.draw(placedSvg(drawing, place(random.split("placement"), drawing, size), size));
  for (let pixel = 0; pixel < size * size; pixel++) {
    const through = 255 - front[4 * pixel + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const at = 3 * pixel + channel;
      pixels[at] = Math.min(255, Math.round(front[4 * pixel + channel]! + pixels[at]! * through / 255));
    }
  }
  return pixels;
}
