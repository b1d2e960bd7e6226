import assert from "node:assert/strict";
import { drawBackground } from "../../src/data/emoji/background.ts";
import { loadRasteriser } from "../../src/data/emoji/rasterise.ts";
import { renderImage } from "../../src/data/emoji/render.ts";
import { place, placedSvg } from "../../src/data/emoji/svg.ts";
import { sha256Hex } from "../../src/io/hash.ts";
import { randomStream } from "../../src/random.ts";

const square = (attributes: string) => ({
  body: `<path d="M0 0h10v10H0z" ${attributes}/>`,
  width: 10,
  height: 10,
});

Deno.test("drawBackground() draws varied, moderate backgrounds, the same everywhere", () => {
  const backgrounds = Array.from({ length: 60 }, (_, k) => drawBackground(randomStream(k, "background"), 32));
  assert.equal(new Set(backgrounds.map((pixels) => sha256Hex(pixels))).size, 60);
  const spans = backgrounds.map((pixels) => {
    const red = pixels.filter((_, at) => at % 3 === 0);
    return Math.max(...red) - Math.min(...red);
  });
  assert.ok(Math.max(...spans) <= 64 && spans.includes(0) && spans.some((span) => span > 30));
  assert.equal(sha256Hex(...backgrounds).slice(0, 16), "bc3e29d5826d20df");
});

Deno.test("renderImage() lays a drawing over its background by its opacity", async () => {
  const rasteriser = await loadRasteriser();
  const render = (attributes: string) =>
    renderImage(rasteriser, square(attributes), 32, randomStream(7, "image"));
  const at = 3 * (16 * 32 + 16), middle = (pixels: Uint8Array) => [...pixels.subarray(at, at + 3)];
  const background = drawBackground(randomStream(7, "image").split("background"), 32);
  assert.deepEqual(render('fill="none"'), background);
  assert.deepEqual(middle(render('fill="#0a141e"')), [10, 20, 30]);
  const half = middle(render('fill="#fff" fill-opacity=".5"'));
  middle(background).forEach((value, channel) =>
    assert.ok(Math.abs(half[channel]! - (value + 255) / 2) <= 1)
  );
});

Deno.test("place() keeps four fifths of every drawing in the image", async () => {
  const rasteriser = await loadRasteriser(), drawing = square('fill="#000"');
  for (let k = 0; k < 200; k++) {
    const placement = place(randomStream(k, "placement"), drawing, 32);
    const inside = rasteriser.draw(placedSvg(drawing, placement, 32)).filter((_, at) => at % 4 === 3)
      .reduce((sum, alpha) => sum + alpha / 255, 0);
    const whole = 100 * (placement[0] * placement[3] - placement[1] * placement[2]);
    assert.ok(inside > 0.8 * whole && whole > 0.69 ** 2 * 1024, `image ${k}: ${inside} of ${whole}`);
  }
});

Deno.test("canDraw() rejects drawings with parts far away, which would crash resvg", async () => {
  const { canDraw } = await loadRasteriser();
  assert.ok(canDraw(square('fill="#000"')));
  assert.ok(!canDraw({ body: '<g opacity=".7"><path d="M40 0h9v9z"/></g>', width: 10, height: 10 }));
});
