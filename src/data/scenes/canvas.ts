/** A canvas that knows which object each pixel shows, so that objects stay mostly visible. */
import type { ObjectBox } from "../../boxes.ts";
import { SOLID, type Tile } from "./tile.ts";

/** The share of its pixels that stays visible of every object, at least. */
const VISIBLE = 0.5;
/** The fewest solid pixels of an object; with fewer it could not be recognised. */
const LEAST_PIXELS = 16;

interface Placed {
  readonly classIndex: number;
  /** The object's pixels when it was placed; `visible` counts those that still show. */
  readonly all: number;
  visible: number;
}

/** An image being composed of a background and objects. */
export class Canvas {
  /** uint8 [size, size, 3] */
  readonly pixels: Uint8Array;
  readonly #size: number;
  /** 1 + the index of the object that a pixel shows, or 0 for the background. */
  readonly #owner: Uint8Array;
  readonly #placed: Placed[] = [];

  /** Creates a canvas on a background, which is painted over. */
  constructor(background: Uint8Array, size: number) {
    this.pixels = background;
    this.#size = size;
    this.#owner = new Uint8Array(size * size);
  }

  /** The number of objects. */
  get count(): number {
    return this.#placed.length;
  }

  /**
   * Places an object on top of the others, unless it would hide too much of one.
   *
   * @param tile the object's pixels, which must fit within the image at this position
   * @param left the column of its first pixels
   * @param top the row of its first pixels
   * @param classIndex its class
   * @returns whether it was placed
   */
  place(tile: Tile, left: number, top: number, classIndex: number): boolean {
    const hidden = new Map<number, number>();
    let solid = 0;
    this.#overTile(tile, left, top, (pixel, at) => {
      if (tile.pixels[at + 3]! < SOLID) return;
      const owner = this.#owner[pixel]!;
      hidden.set(owner, (hidden.get(owner) ?? 0) + 1);
      solid++;
    });
    const hides = this.#placed.some(({ all, visible }, i) =>
      visible - (hidden.get(i + 1) ?? 0) < VISIBLE * all
    );
    if (hides || solid < LEAST_PIXELS) return false;
    this.#placed.forEach((object, i) => object.visible -= hidden.get(i + 1) ?? 0);
    this.#placed.push({ classIndex, all: solid, visible: solid });
    this.#overTile(tile, left, top, (pixel, at) => this.#paint(tile, pixel, at));
    return true;
  }

  /** Returns the objects, each with the tightest box of its visible pixels, in the order of placement. */
  objects(): ObjectBox[] {
    const size = this.#size;
    return this.#placed.map(({ classIndex }, i) => {
      let left = size, top = size, right = 0, bottom = 0;
      this.#owner.forEach((owner, pixel) => {
        if (owner !== i + 1) return;
        const row = Math.floor(pixel / size), column = pixel % size;
        left = Math.min(left, column);
        right = Math.max(right, column + 1);
        top = Math.min(top, row);
        bottom = Math.max(bottom, row + 1);
      });
      return { classIndex, box: [left, top, right, bottom], difficult: false };
    });
  }

  /** Returns the index of the object with the most visible pixels. */
  largest(): number {
    const visible = this.#placed.map((object) => object.visible);
    return visible.indexOf(Math.max(...visible));
  }

  #overTile(
    { height, width }: Tile,
    left: number,
    top: number,
    visit: (pixel: number, at: number) => void,
  ): void {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        visit((top + row) * this.#size + left + column, 4 * (row * width + column));
      }
    }
  }

  #paint({ pixels }: Tile, pixel: number, at: number): void {
    const through = 255 - pixels[at + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const behind = this.pixels[3 * pixel + channel]!;
      this.pixels[3 * pixel + channel] = Math.min(
        255,
        Math.round(pixels[at + channel]! + behind * through / 255),
      );
    }
    if (pixels[at + 3]! >= SOLID) this.#owner[pixel] = this.#placed.length;
  }
}
