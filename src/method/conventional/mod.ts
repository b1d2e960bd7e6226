/** Conventional training: whole images, nothing else. The control of every comparison. */
import type { MethodEntry, TrainingMethod } from "../types.ts";

/** Makes the conventional method: no hooks at all. */
export function conventional(): TrainingMethod {
  return { name: "conventional" };
}

/** The registry's entry. */
export const conventionalEntry: MethodEntry = {
  name: "conventional",
  summary: "whole images, no masking: the control",
  options: {},
  create: conventional,
  complete: () => "conventional",
};
