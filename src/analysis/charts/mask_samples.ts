/** Chart of sample images with their salience and their masks at several ratios. */
import { resizeBilinear } from "../../data/resize.ts";
import { UsageError } from "../../errors.ts";
import { encodePng, pngDataUri } from "../../io/png.ts";
import { type Chart, SCHEMA, theme } from "./theme.ts";

/** Images with their salience and masks. */
export interface MaskSamples {
  /** uint8 [N, H, W, 3]. */
  readonly images: Uint8Array;
  readonly shape: readonly [count: number, height: number, width: number];
  /** A name for each image, such as its class; [N]. */
  readonly names: readonly string[];
  /** Patch probabilities, [N, n·n], row-major over the grid. */
  readonly probabilities: Float32Array;
  /** The salience measure, in words. */
  readonly measure?: string;
  /** Patches per side, n. */
  readonly patches: number;
  readonly masks: readonly {
    /** The masking ratio, a share of 1. */
    readonly ratio: number;
    /** 1 = kept, 0 = hidden; uint8 [N, n·n]. */
    readonly kept: Uint8Array;
    /** The column's heading; by default the share of patches that the mask hides. */
    readonly title?: string;
  }[];
}

const GAP = 0.12;

/**
 * Draws a row per image: the image, its salience by patch, and the image under each mask. Hidden patches have
 * the mid-grey that the network sees.
 *
 * @param samples a handful of images
 * @returns a chart with the pictures embedded
 * @throws {UsageError} if the sizes of the arrays do not match
 */
export function maskSamples(samples: MaskSamples): Chart {
  check(samples);
  const { images, shape: [count, height, width], names, probabilities, patches: n, masks } = samples;
  const pitch = 1 + GAP, columns = 2 + masks.length, size = Math.min(84, Math.floor(460 / columns));
  const pictures = Array.from(
    { length: count },
    (_, i) =>
      picture(images.subarray(i * height * width * 3, (i + 1) * height * width * 3), height, width, 2 * size),
  );
  const shown = Array.from({ length: columns }, (_, column) => column).filter((column) => column !== 1);
  const squares = (column: number, keep: (image: number, patch: number) => number | undefined) =>
    pictures.flatMap((_, image) =>
      Array.from({ length: n * n }, (_, patch) => {
        const value = keep(image, patch);
        const x = column * pitch + (patch % n) / n, y = image * pitch + Math.floor(patch / n) / n;
        return value === undefined
          ? []
          : [{ x, x2: x + 1 / n, y, y2: y + 1 / n, value, image: names[image]! }];
      }).flat()
    );
  const titles = [
    "Image",
    "Salience",
    ...masks.map((mask) => mask.title ?? hiddenShare(mask.kept, n)),
  ];
  const domainX = [0, columns * pitch - GAP], domainY = [count * pitch - GAP, -0.3];
  const x = {
    field: "x",
    type: "quantitative",
    scale: { domain: domainX, nice: false, zero: false },
    axis: null,
  } as const;
  const y = {
    field: "y",
    type: "quantitative",
    scale: { domain: domainY.toReversed(), nice: false, reverse: true },
    axis: null,
  } as const;
  const corners = { x, y, x2: { field: "x2" }, y2: { field: "y2" } } as const;
  return {
    name: "mask-samples",
    title: "Salience and masks",
    description:
      `${count} sample images (${
        names.join(", ")
      }), each with its salience by patch on a grid of ${n} by ${n}, ` +
      `and with patches hidden at ${masks.map(({ kept }) => hiddenShare(kept, n)).join(", ")}.`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      title: "Salience and masks",
      width: Math.round((domainX[1]! - domainX[0]!) * size),
      height: Math.round((domainY[0]! - domainY[1]!) * size),
      layer: [
        {
          data: {
            values: pictures.flatMap((url, image) =>
              shown.map((column) => ({ url, x: column * pitch + 0.5, y: image * pitch + 0.5 }))
            ),
          },
          mark: { type: "image", width: size, height: size, aspect: false },
          encoding: { x, y, url: { field: "url", type: "nominal" } },
        },
        {
          data: { values: squares(1, (image, patch) => 100 * probabilities[image * n * n + patch]!) },
          mark: { type: "rect", stroke: "white", strokeWidth: 0.5 },
          encoding: {
            ...corners,
            color: {
              field: "value",
              type: "quantitative",
              scale: { scheme: "viridis", domainMin: 0 },
              legend: {
                title: "Probability of a patch, %",
                orient: "bottom",
                direction: "horizontal",
                gradientLength: 180,
                gradientThickness: 10,
                titleFontSize: 12,
                titleFontWeight: 500,
                tickCount: 4,
              },
            },
            tooltip: [
              { field: "image", type: "nominal", title: "Image" },
              { field: "value", type: "quantitative", title: "Probability of the patch, %", format: ".2f" },
            ],
          },
        },
        {
          data: {
            values: masks.flatMap(({ kept }, index) =>
              squares(2 + index, (image, patch) => kept[image * n * n + patch] === 0 ? 0 : undefined)
            ),
          },
          mark: { type: "rect", color: "#808080", stroke: "#808080", strokeWidth: 0.5 },
          encoding: corners,
        },
        {
          data: { values: titles.map((text, column) => ({ text, x: column * pitch + 0.5, y: -0.12 })) },
          mark: { type: "text", baseline: "middle", fontSize: 12, fontWeight: 500, color: "#1a1a1a" },
          encoding: { x, y, text: { field: "text" } },
        },
      ],
    },
  };
}

/** Formats the share of patches that a mask hides of its first image, as in `12.5%`. */
const hiddenShare = (kept: Uint8Array, patches: number): string => {
  const own = kept.subarray(0, patches ** 2), hidden = own.filter((value) => value === 0).length;
  return `${Number((100 * hidden / own.length).toFixed(1))}%`;
};

/** Encodes an image for a square of so many pixels: small ones are enlarged without blur, large ones shrunk. */
function picture(pixels: Uint8Array, height: number, width: number, wanted: number): string {
  const longest = Math.max(height, width);
  if (longest <= wanted) return pngDataUri(encodePng(pixels, width, height, Math.ceil(wanted / longest)));
  const fit = (side: number) => Math.max(1, Math.round(side * wanted / longest));
  const to = { height: fit(height), width: fit(width) };
  return pngDataUri(encodePng(resizeBilinear(pixels, { height, width }, to), to.width, to.height));
}

function check(
  { images, shape: [count, height, width], names, probabilities, patches, masks }: MaskSamples,
): void {
  const cells = count * patches * patches;
  const sizes: [string, number, number][] = [
    ["image bytes", images.length, count * height * width * 3],
    ["names", names.length, count],
    ["probabilities", probabilities.length, cells],
    ...masks.map((
      { kept, ratio },
    ): [string, number, number] => [`entries of the mask at ${ratio}`, kept.length, cells]),
  ];
  for (const [what, got, wanted] of sizes) {
    if (got === wanted && wanted > 0) continue;
    throw new UsageError(
      `Cannot draw ${got} ${what}: ${count} images of ${height}×${width} on a ${patches}×${patches} grid need ` +
        wanted,
    );
  }
}
