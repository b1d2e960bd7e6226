/** Changes of methods' specifications, for tables. A specification that needs none stays as written. */
import { isExtension } from "../../extension.ts";
import { findMethods } from "../../method/mod.ts";
import type { Need } from "../../method/types.ts";
import { measures } from "../../salience/mod.ts";
import { asSpec, type Spec, writeSpec } from "../../spec.ts";
import type { ArmPlan } from "../experiment.ts";

/** Gives one specification, of a method or a data set, some options more, or other values for them. */
export function withOptions(spec: string | Spec, options: Spec["options"]): string {
  const { name, options: own } = asSpec(spec);
  return writeSpec(name, { ...own, ...options });
}

/** Lists what a method, or a composition, needs of its data set. */
export const needsOf = (method: string): Need[] =>
  findMethods(method).flatMap(({ entry, options }) => entry.needs?.(options) ?? []);

/** Tells whether a method, or one of a composition, masks patches by salience. */
export const masksBySalience = (method: string): boolean =>
  findMethods(method).some(({ entry, options }) => entry.salience?.(options) !== undefined);

/** Changes the methods of a composition that mask by salience; the others stay as written. */
function changeMasking(method: string, change: (spec: Spec, salience: string) => string): string {
  return findMethods(method).map(({ entry, spec, options }) => {
    const salience = entry.salience?.(options);
    return salience === undefined ? spec.text : change(spec, salience);
  }).join("+");
}

/**
 * Tells whether salience is measured on images, so that their size matters: that of a file of maps is not,
 * nor is that of the centre.
 */
function isMeasured(salience: string): boolean {
  const measure = measures.get(salience);
  return isExtension(salience) || (measure !== undefined && measure.ignoresImages !== true);
}

/**
 * Measures salience at 64 × 64 pixels, to which the published code enlarges CIFAR before.
 *
 * @param arms those that measure no salience, or say at which size, stay as they are
 *
 * @example
 * ```ts
 * import { asPublished } from "./methods.ts";
 *
 * const [arm] = asPublished([{ label: "both", method: "cbm:max=0.6+cutmix" }]);
 * console.assert(arm!.method === "cbm:max=0.6,size=64+cutmix");
 * ```
 */
export const asPublished = (arms: readonly ArmPlan[]): ArmPlan[] =>
  arms.map((arm) => ({
    ...arm,
    method: changeMasking(arm.method, (spec, salience) =>
      isMeasured(salience) && spec.options["size"] === undefined
        ? withOptions(spec, { size: "64" })
        : spec.text),
  }));

/**
 * Draws the patches without regard to the image, at the same ratios: what only measured salience can have
 * goes.
 */
export const atRandom = (method: string): string =>
  changeMasking(
    method,
    ({ name, options: { size: _, inverse: __, ...rest } }) =>
      writeSpec(name, { ...rest, salience: "uniform" }),
  );
