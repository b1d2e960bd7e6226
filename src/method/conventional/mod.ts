/** Conventional training on whole images: the control of every comparison. */
import { defineMethod, makeMethod } from "../define.ts";
import type { TrainingMethod } from "../types.ts";

/** The registry's entry. */
export const conventionalEntry = defineMethod({
  name: "conventional",
  summary: "Conventional training: whole images, no masking; the control",
  options: {},
  create: () => ({}),
});

/** Makes the conventional method, which has no hooks. */
export const conventional = (): TrainingMethod => makeMethod(conventionalEntry);
