/** Conventional training: whole images, nothing else. The control of every comparison. */
import { defineMethod, makeMethod } from "../define.ts";
import type { TrainingMethod } from "../types.ts";

/** The registry's entry. */
export const conventionalEntry = defineMethod({
  name: "conventional",
  summary: "whole images, no masking: the control",
  options: {},
  create: () => ({}),
});

/** Makes the conventional method: no hooks at all. */
export const conventional = (): TrainingMethod => makeMethod(conventionalEntry);
