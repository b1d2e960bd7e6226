/** The boxes of the masking and mixing arms, for given draws. */
import assert from "node:assert/strict";
import type { PixelBox, PixelSize } from "../../src/masking/pixel_boxes.ts";
import { cutmixBox } from "../../src/method/cutmix/mod.ts";
import { cutoutBox } from "../../src/method/cutout/mod.ts";
import { hiddenCells } from "../../src/method/hide_and_seek/mod.ts";
import { erasingBox, erasingSize, randomErasingEntry } from "../../src/method/random_erasing/mod.ts";
import { checkOptionValues } from "../../src/options.ts";
import { readFixture } from "./fixture.ts";

const PUBLISHED = checkOptionValues("random_erasing", randomErasingEntry.options, {});

interface Sized {
  readonly H: number;
  readonly W: number;
}

interface Reference {
  readonly cutmix: {
    cases: (Sized & { lam: number; cx: number; cy: number; box_x1y1x2y2: number[]; lam_adjusted: number })[];
  };
  readonly cutout: { cases: (Sized & { length: number; cy: number; cx: number; box_y1x1y2x2: number[] })[] };
  readonly random_erasing: {
    cases: (Sized & {
      u_area: number;
      u_aspect: number;
      u_y: number;
      u_x: number;
      h: number;
      w: number;
      fits: boolean;
      y?: number;
      x?: number;
    })[];
  };
  readonly hide_and_seek: {
    cases: {
      size: number;
      cell: number;
      draws: number[];
      hidden_y1x1y2x2: number[][];
      hidden_share: number;
    }[];
  };
}

const reference = readFixture<Reference>("augment");
const sizeOf = ({ H, W }: Sized): PixelSize => [H, W];
const rows = ({ top, left, bottom, right }: PixelBox) => [top, left, bottom, right];

Deno.test("cutmix cuts the published boxes, and mixes targets by what is left of them", () => {
  for (
    const { lam, cx, cy, box_x1y1x2y2: [x1, y1, x2, y2], lam_adjusted, ...size } of reference.cutmix.cases
  ) {
    const { box, lambda } = cutmixBox(lam, [cy, cx], sizeOf(size));
    assert.deepEqual(rows(box), [y1, x1, y2, x2]);
    assert.equal(lambda, lam_adjusted);
  }
});

Deno.test("cutout cuts the published squares", () => {
  for (const { length, cy, cx, box_y1x1y2x2, ...size } of reference.cutout.cases) {
    assert.deepEqual(rows(cutoutBox([cy, cx], length, sizeOf(size))), box_y1x1y2x2);
  }
});

Deno.test("random_erasing cuts the published rectangles", () => {
  for (const { u_area, u_aspect, u_y, u_x, h, w, fits, y, x, ...size } of reference.random_erasing.cases) {
    const box = erasingSize(u_area, u_aspect, sizeOf(size), PUBLISHED);
    assert.deepEqual(box, fits ? { height: h, width: w } : undefined);
    if (box === undefined) continue;
    assert.deepEqual(rows(erasingBox(u_y, u_x, box, sizeOf(size))), [y, x, y! + h, x! + w]);
  }
});

Deno.test("hide_and_seek hides the published cells", () => {
  for (const { size, cell, draws, hidden_y1x1y2x2, hidden_share } of reference.hide_and_seek.cases) {
    let at = 0;
    const boxes = hiddenCells([size, size], cell, 0.5, () => draws[at++]!);
    assert.equal(at, draws.length);
    assert.deepEqual(boxes.map(rows), hidden_y1x1y2x2);
    const area = boxes.reduce((sum, box) => sum + (box.bottom - box.top) * (box.right - box.left), 0);
    assert.equal(area / size ** 2, hidden_share);
  }
});
