/** What the recipes of the pre-trained CvT-13 share. */
import type { RunConfig } from "../../../experiment/config.ts";

/** Where the weights are: the zoo of the official code, which its README links to. */
export const CVT_WEIGHTS =
  "CvT-13-224x224-IN-1k.pth from the model zoo of CvT (the README of github.com/microsoft/CvT links to it)";

/** As published with CBM: the rate stays, the cosine schedule of its settings file is never used. */
export const FINE_TUNING = {
  epochs: 40,
  optimizer: "adamax",
  learningRate: 0.0005,
  learningRateSchedule: "constant",
} as const satisfies Partial<RunConfig>;
