/** The options of CBM. */
import { listNames } from "../../errors.ts";
import { type FillKind, fillKinds } from "../../masking/mod.ts";
import type { OptionTable, OptionValues, Range } from "../../options.ts";
import { LARGEST_SIZE, type MeasureName, measures } from "../../salience/mod.ts";
import { DEFAULT_MAX, type ScheduleName, schedules } from "../../schedule/mod.ts";
import type { OwnFile } from "../../spec.ts";
import { isFile } from "./batch_salience.ts";

const RATIO: Range = { min: 0, below: 1 };
const HAVE_MINIMUM: string = listNames(
  [...schedules].flatMap(([name, { defaultMin }]) => defaultMin === undefined ? [] : [name]),
);
const MEASURES: string = [...measures.keys()].join(", ");

// The types after "as" are for JSR, which reads the types of a package without inferring any.
/** The table of options; the defaults are the published settings for CIFAR. */
export const OPTIONS = {
  schedule: {
    kind: "choice",
    choices: [...schedules.keys()] as readonly ScheduleName[],
    extensible: "schedule",
    default: "linear-repeat",
    help:
      "schedule of the masking ratio; linear-repeat has the published values, linear-cycle is truly linear",
  },
  max: {
    kind: "number",
    default: DEFAULT_MAX as number,
    range: RATIO as Range,
    help: "largest masking ratio",
  },
  min: {
    kind: "number",
    range: RATIO as Range,
    otherwise: "by schedule",
    help: `smallest masking ratio, for ${HAVE_MINIMUM}` as string,
  },
  hold: { kind: "integer", default: 1, range: { min: 1 }, help: "epochs for which each ratio is held" },
  reverse: { kind: "boolean", default: false, help: "run the schedule from hard to easy" },
  salience: {
    kind: "text",
    default: "sobel",
    isFile: isFile as (value: string) => boolean,
    extensible: "measure",
    help:
      `salience measure (${MEASURES}; uniform masks at random), or a .npy file of all training images as ` +
      "`cbm salience --dataset` writes it" as string,
  },
  inverse: {
    kind: "choice",
    choices: ["none", "ranks"],
    otherwise: "none",
    help: "ranks hides the least salient patches instead, the control for salience: each patch gets the " +
      "probability of the patch at the opposite rank",
  },
  patches: {
    kind: "integer",
    default: 4,
    range: { min: 1 },
    help: "patches per side; must divide the image",
  },
  size: {
    kind: "integer",
    range: { min: 1, max: LARGEST_SIZE as number },
    otherwise: "the images' own",
    help: "pixels per side at which salience is computed",
  },
  fill: {
    kind: "choice",
    choices: fillKinds as readonly FillKind[],
    default: "zero",
    help: "value of hidden pixels: zero (mid-grey), mean (of the image) or noise (standard normal)",
  },
  onTheFly: {
    kind: "boolean",
    otherwise: "false",
    help: "measure the salience of each augmented batch, instead of moving stored salience with the images",
  },
  dropHidden: {
    kind: "number",
    range: { above: 0, max: 1 },
    otherwise: "keep all",
    help: "detectors: ignore objects hidden by more than this fraction",
  },
} as const satisfies OptionTable;

/** Options of {@linkcode cbm}; the defaults are the published settings for CIFAR. */
export type CbmOptions = Omit<OptionValues<typeof OPTIONS>, "salience"> & {
  readonly salience: MeasureName | OwnFile | `${string}.npy`;
};
