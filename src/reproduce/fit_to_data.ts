/** Which of an experiment's arms its data sets can have. */
import type { Dataset } from "../data/types.ts";
import { splitMethods } from "../method/mod.ts";
import { parseSpec } from "../spec.ts";
import type { Experiment } from "./experiment.ts";

/** Whether a method takes from the data set's superclasses which classes are alike. */
const needsSuperclasses = (method: string): boolean =>
  splitMethods(method).map(parseSpec).some(({ name, options }) =>
    name === "lscl" && options.similarity === undefined && options.vectors === undefined
  );

/**
 * Leaves out the arms that a data set cannot have, before anything is run: label-similarity curriculum learning (LSCL)
 * where there are no superclasses. The report's notes say so.
 *
 * @param load gives a data set by how it is written; asked of those arms alone that need something of it
 * @returns the experiment without those arms and their comparisons, and a sentence on each
 *
 * @example
 * ```ts
 * import { loadDataset } from "../data/mod.ts";
 * import { fitToData } from "./fit_to_data.ts";
 * import { findExperiment } from "./tables.ts";
 *
 * const { notices } = await fitToData(findExperiment("ratio", "quick"), loadDataset);
 * console.assert(notices.length === 0);
 * ```
 */
export async function fitToData(
  experiment: Experiment,
  load: (dataset: string) => Promise<Pick<Dataset, "name" | "superclasses">>,
): Promise<{ experiment: Experiment; notices: readonly string[] }> {
  const { base, arms, comparisons, published, notes } = experiment;
  const left: string[] = [], notices: string[] = [];
  for (const { label, method, config } of arms) {
    if (!needsSuperclasses(method)) continue;
    const { name, superclasses } = await load(config?.dataset ?? base.dataset);
    if (superclasses !== undefined) continue;
    left.push(label);
    notices.push(
      `The arm "${label}" is left out: ${name} has no superclasses, which would say how similar its classes are.`,
    );
  }
  if (left.length === 0) return { experiment, notices };
  const stays = (label: string) => !left.includes(label);
  return {
    experiment: {
      ...experiment,
      arms: arms.filter(({ label }) => stays(label)),
      comparisons: comparisons.filter((one) => stays(one.treatment) && stays(one.control)),
      ...(published === undefined ? {} : { published: published.filter(({ arm }) => stays(arm)) }),
      notes: [...notes, ...notices],
    },
    notices,
  };
}
