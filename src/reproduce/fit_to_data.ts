/** Fits an experiment to its data sets: leaves out the arms that they cannot run. */
import type { Dataset } from "../data/types.ts";
import type { Need } from "../method/types.ts";
import type { Experiment } from "./experiment.ts";
import { needsOf } from "./tables/methods.ts";

/** The words for what a data set lacks, by need. */
const LACKS: Readonly<Record<Need, string>> = {
  superclasses: "no superclasses, which would say how similar its classes are",
};

/**
 * Leaves out the arms whose methods need something that their data set lacks, before anything is run:
 * label-similarity curriculum learning (LSCL) where there are no superclasses. The report's notes say so.
 *
 * @param load loads a data set by its specification; called only for arms that need something of it
 * @returns the experiment without those arms and their comparisons, and a sentence about each
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
  load: (dataset: string) => Promise<Pick<Dataset, "name" | Need>>,
): Promise<{ experiment: Experiment; notices: readonly string[] }> {
  const { base, arms, comparisons, published, notes } = experiment;
  const left: string[] = [], notices: string[] = [];
  for (const { label, method, config } of arms) {
    const needs = needsOf(method);
    if (needs.length === 0) continue;
    const dataset = await load(config?.dataset ?? base.dataset);
    const lacking = needs.find((need) => dataset[need] === undefined);
    if (lacking === undefined) continue;
    left.push(label);
    notices.push(`The arm "${label}" is left out: ${dataset.name} has ${LACKS[lacking]}.`);
  }
  if (left.length === 0) return { experiment, notices };
  const stays = (label: string) => !left.includes(label);
  return {
    experiment: {
      ...experiment,
      arms: arms.filter(({ label }) => stays(label)),
      comparisons: comparisons.filter((one) => stays(one.treatment) && stays(one.control)),
      published: published?.filter(({ arm }) => stays(arm)),
      notes: [...notes, ...notices],
    },
    notices,
  };
}
