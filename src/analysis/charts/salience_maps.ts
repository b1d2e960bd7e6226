/** Chart of sample images beside their salience maps, by pixel and by patch. */
import { UsageError } from "../../errors.ts";
import { encodePng, pngDataUri } from "../../io/png.ts";
import { type Chart, SCHEMA, theme } from "./theme.ts";

/** Images and their salience maps. */
export interface SalienceMaps {
  /** uint8 [N, H, W, 3]. */
  readonly images: Uint8Array;
  readonly shape: readonly [count: number, height: number, width: number];
  /** A name for each image, such as its class; [N]. */
  readonly names: readonly string[];
  /** Pixel maps, numbers ≥ 0, one [H, W] per image; white is the largest value of each map. */
  readonly pixelMaps?: readonly { readonly title: string; readonly values: readonly ArrayLike<number>[] }[];
  /** Patches per side, n. */
  readonly patches: number;
  /** Patch probabilities, [N, n·n] each, row-major over the grid. */
  readonly patchMaps: readonly { readonly title: string; readonly probabilities: ArrayLike<number> }[];
}

const GAP = 0.12;

/**
 * Draws a row per image: the image, its maps by pixel, and its maps by patch with every probability in
 * percent.
 *
 * @param maps a handful of images with their maps
 * @returns a chart with the pictures embedded
 * @throws {UsageError} if the sizes of the arrays do not match
 */
export function salienceMaps(maps: SalienceMaps): Chart {
  check(maps);
  const { images, shape: [count, height, width], names, pixelMaps = [], patches: n, patchMaps } = maps;
  const pitch = 1 + GAP, columns = 1 + pixelMaps.length + patchMaps.length;
  const size = Math.min(116, Math.floor(640 / columns));
  const scale = Math.max(1, Math.ceil(2 * size / Math.max(height, width)));
  const picture = (pixels: Uint8Array) => pngDataUri(encodePng(pixels, width, height, scale));
  const pixels = height * width * 3;
  const pictures = Array.from({ length: count }, (_, row) => [
    picture(images.subarray(row * pixels, (row + 1) * pixels)),
    ...pixelMaps.map(({ values }) => picture(greyscale(values[row]!))),
  ]);
  const cells = patchMaps.flatMap(({ probabilities }, map) =>
    Array.from({ length: count * n * n }, (_, i) => {
      const row = Math.floor(i / (n * n)), patch = i % (n * n);
      const x = (1 + pixelMaps.length + map) * pitch + (patch % n) / n;
      const y = row * pitch + Math.floor(patch / n) / n;
      const percent = 100 * probabilities[i]!;
      const where = { image: names[row]!, row: 1 + Math.floor(patch / n), column: 1 + patch % n };
      return { x, x2: x + 1 / n, y, y2: y + 1 / n, percent, text: `${Math.round(percent)}`, ...where };
    })
  );
  const most = Math.max(...cells.map(({ percent }) => percent));
  const titles = ["Image", ...[...pixelMaps, ...patchMaps].map(({ title }) => title)];
  const domainX = [0, columns * pitch - GAP], domainY = [count * pitch - GAP, -0.3];
  const x = {
    field: "x",
    type: "quantitative",
    scale: { domain: domainX, nice: false },
    axis: null,
  } as const;
  const y = {
    field: "y",
    type: "quantitative",
    scale: { domain: domainY.toReversed(), nice: false, reverse: true },
    axis: null,
  } as const;
  const tooltip = [
    { field: "image", type: "nominal", title: "Image" },
    { field: "row", type: "quantitative", title: "Row" },
    { field: "column", type: "quantitative", title: "Column" },
    { field: "percent", type: "quantitative", title: "Probability, %", format: ".2f" },
  ] as const;
  return {
    name: "salience-maps",
    title: "Salience",
    description: `${count} sample images (${names.join(", ")}) beside ${titles.slice(1).join(", ")}; ` +
      `patches on a grid of ${n} by ${n}, the most probable at ${most.toFixed(1)}%.`,
    spec: {
      $schema: SCHEMA,
      config: theme,
      width: Math.round(domainX[1]! * size),
      height: Math.round((domainY[0]! - domainY[1]!) * size),
      layer: [
        {
          data: {
            values: pictures.flatMap((urls, row) =>
              urls.map((url, column) => ({ url, x: column * pitch + 0.5, y: row * pitch + 0.5 }))
            ),
          },
          mark: { type: "image", width: size, height: size, aspect: false },
          encoding: { x, y, url: { field: "url", type: "nominal" } },
        },
        {
          data: { values: cells },
          mark: { type: "rect", stroke: "white", strokeWidth: 0.5 },
          encoding: {
            x,
            y,
            x2: { field: "x2" },
            y2: { field: "y2" },
            color: {
              field: "percent",
              type: "quantitative",
              scale: { scheme: "viridis", domain: [0, most] },
              legend: null,
            },
            tooltip: [...tooltip],
          },
        },
        {
          data: { values: cells.map((cell) => ({ ...cell, x: cell.x + 0.5 / n, y: cell.y + 0.5 / n })) },
          mark: { type: "text", baseline: "middle", fontSize: Math.min(11, Math.round(0.5 * size / n)) },
          encoding: {
            x,
            y,
            text: { field: "text" },
            tooltip: [...tooltip],
            // Viridis is dark for low values.
            color: { condition: { test: `datum.percent > ${0.6 * most}`, value: "#1a1a1a" }, value: "white" },
          },
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

/** Converts a map to a grey picture, white at its largest value. */
function greyscale(values: ArrayLike<number>): Uint8Array {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]!);
  return Uint8Array.from(
    { length: values.length * 3 },
    (_, i) => 255 * values[Math.floor(i / 3)]! / (most || 1),
  );
}

function check(
  { images, shape: [count, height, width], names, pixelMaps = [], patches, patchMaps }: SalienceMaps,
): void {
  const sizes: [what: string, got: number, wanted: number][] = [
    ["image bytes", images.length, count * height * width * 3],
    ["names", names.length, count],
    ...pixelMaps.flatMap(({ title, values }): [string, number, number][] => [
      [`maps "${title}"`, values.length, count],
      ...values.map((map): [string, number, number] => [`values of "${title}"`, map.length, height * width]),
    ]),
    ...patchMaps.map(({ title, probabilities }): [string, number, number] => [
      `probabilities of "${title}"`,
      probabilities.length,
      count * patches * patches,
    ]),
  ];
  for (const [what, got, wanted] of sizes) {
    if (got === wanted && wanted > 0) continue;
    throw new UsageError(
      `Cannot draw ${got} ${what}: ${count} images of ${height}×${width} on a ${patches}×${patches} grid need ` +
        wanted,
    );
  }
}
