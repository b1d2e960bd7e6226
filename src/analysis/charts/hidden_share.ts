/** Chart of how often each patch of an image is hidden, against its probability. */
import { UsageError } from "../../errors.ts";
import { type Chart, SCHEMA, theme } from "./theme.ts";

/** Many masks of one image. */
export interface ManyMasks {
  /** The patch probabilities of the image, [n·n]. */
  readonly probabilities: ArrayLike<number>;
  /** The number of hidden patches per mask. */
  readonly count: number;
  /** 1 = kept, 0 = hidden; [draws, n·n]. */
  readonly kept: Uint8Array;
}

/**
 * Draws the share of masks that hide a patch against the patch's probability p, and the line count·p. Draws
 * are without replacement, so salient patches lie below the line and the others above it.
 *
 * @param masks the probabilities and the masks drawn from them
 * @returns a scatter chart with a point per patch
 * @throws {UsageError} if the masks are incomplete, or there are none
 *
 * @example
 * ```ts
 * import { hiddenShare } from "./hidden_share.ts";
 *
 * const chart = hiddenShare({ probabilities: [0.8, 0.2], count: 1, kept: Uint8Array.of(0, 1, 0, 1, 1, 0) });
 * console.assert(chart.description.includes("3 masks"));
 * ```
 */
export function hiddenShare({ probabilities, count, kept }: ManyMasks): Chart {
  const patches = probabilities.length, draws = kept.length / patches;
  if (!Number.isInteger(draws) || draws < 1) {
    throw new UsageError(
      `Cannot split ${kept.length} entries into masks of ${patches} patches: give a multiple of ${patches}`,
    );
  }
  const hidden = new Uint32Array(patches);
  kept.forEach((keep, i) => hidden[i % patches]! += 1 - keep);
  const values = Array.from(hidden, (times, patch) => ({
    patch: patch + 1,
    probability: 100 * probabilities[patch]!,
    share: 100 * times / draws,
  }));
  const end = Math.min(Math.max(...values.map(({ probability }) => probability)), 100 / count);
  const line = [0, end].map((probability) => ({ probability, share: count * probability }));
  const whole = [0, 100];
  const x = { field: "probability", type: "quantitative", title: "Probability of the patch, %" } as const;
  const y = {
    field: "share",
    type: "quantitative",
    title: "Hidden in % of the masks",
    scale: { domain: whole },
  } as const;
  return {
    name: "hidden-share",
    title: "How often a patch is hidden",
    description:
      `Scatter chart: the share of ${draws} masks of ${count} of ${patches} patches that hide a patch, ` +
      "against the patch's probability; one point per patch, and a line at the probability times the count.",
    spec: {
      $schema: SCHEMA,
      config: theme,
      width: 380,
      height: 220,
      layer: [
        {
          data: { values: line },
          mark: { type: "line", color: "#767676", strokeDash: [4, 3], strokeWidth: 1.5 },
          encoding: { x, y },
        },
        {
          data: { values: line.slice(1) },
          mark: {
            type: "text",
            align: "right",
            dx: -10,
            color: "#5c5c5c",
            fontSize: 11,
            text: `${count} × probability`,
          },
          encoding: { x, y },
        },
        {
          data: { values },
          mark: { type: "point", filled: true, size: 70, color: "#0072b2", opacity: 0.85 },
          encoding: {
            x,
            y,
            tooltip: [
              { field: "patch", type: "quantitative", title: "Patch" },
              { field: "probability", type: "quantitative", title: "Probability, %", format: ".2f" },
              { field: "share", type: "quantitative", title: "Hidden in % of the masks", format: ".1f" },
            ],
          },
        },
      ],
    },
  };
}
