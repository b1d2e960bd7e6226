/** The learning-rate curriculum of the released code, which differs from the paper's. */
import { UsageError } from "../../errors.ts";
import { HEAD, type LayerGroup, STEM } from "./groups.ts";

/** The settings of the released code, as absolute learning rates. */
export interface CodeRule {
  /** Learning rate of the stem. */
  readonly lr: number;
  /** Lower limit: a block starts at a tenth of the previous block's rate while that exceeds this. */
  readonly minLr: number;
  /** Initial rate of the head, as a multiple of `lr`. */
  readonly clfLr: number;
  /** Upper limit: a group's rate is multiplied by 10 while the result stays below this. */
  readonly stopLr: number;
  /** Multiplications per epoch, evenly spaced, the last at its end. */
  readonly updates: number;
  /** The 1-based epoch from which rates are no longer multiplied. */
  readonly stopEpoch: number;
}

/** Number of blocks per stage of a wide network that the code names; the others fall into a default group. */
const NAMED_BLOCKS = [3, 4, 6, 3];

const isUnnamed = (group: string): boolean => {
  const [, stage, block] = /^layer(\d+)\.(\d+)$/.exec(group) ?? [];
  return block !== undefined && Number(block) >= (NAMED_BLOCKS[Number(stage) - 1] ?? 0);
};

/**
 * Computes the initial learning rates of groups in the released code.
 *
 * In a wide residual network, recognised by its `bn1_final`, the first block starts at the full rate, blocks
 * that the code does not name start at the head's rate, and the last batch normalisation belongs to the stem.
 *
 * @param groups the network's layers by depth
 * @param rule the rates
 * @returns one rate per parameter
 */
export function codeStart(
  groups: readonly LayerGroup[],
  { lr, minLr, clfLr }: CodeRule,
): Map<string, number> {
  const wide = groups.some(({ parameters }) => parameters.some((name) => name.startsWith("bn1_final.")));
  const rates = new Map<string, number>(), head = lr * clfLr;
  // Floating-point rounding matters: 0.1 · 0.1 · 0.1 … lands above the power of ten, so the floor is one
  // decade below minLr, as in the published runs.
  const lower = (rate: number) => rate > minLr ? rate * 0.1 : rate;
  let block = wide ? lr : lr * 0.1;
  for (const { name, parameters } of groups) {
    const unnamed = wide && isUnnamed(name);
    const rate = name === STEM ? lr : name === HEAD || unnamed ? head : block;
    for (const parameter of parameters) {
      rates.set(parameter, parameter.startsWith("bn1_final.") ? lr : rate);
    }
    if (name !== STEM && name !== HEAD && !unnamed) block = lower(block);
  }
  return rates;
}

/**
 * Computes a group's rate before an update: multiplied by ten each time until the next would reach `stopLr`.
 *
 * @param start its starting rate
 * @param place 0-based epoch, 0-based step and steps per epoch
 * @param rule the rates
 * @returns the rate, without the recipe's own decay
 *
 * @example
 * ```ts
 * import { codeRate } from "./code_rule.ts";
 *
 * const rule = { lr: 0.1, minLr: 1e-5, clfLr: 1e-3, stopLr: 0.11, updates: 1, stopEpoch: 20 };
 * console.assert(codeRate(1e-4, { epoch: 2, step: 0, steps: 10 }, rule) === 1e-2);
 * ```
 */
export function codeRate(
  start: number,
  { epoch, step, steps }: { epoch: number; step: number; steps: number },
  { stopLr, updates, stopEpoch }: CodeRule,
): number {
  const within = epoch < stopEpoch - 1 ? Math.floor(step * updates / steps) : 0;
  const times = Math.min(epoch, stopEpoch - 1) * updates + within;
  let rate = start;
  for (let time = 0; time < times && rate * 10 < stopLr; time++) rate *= 10;
  return rate;
}

/** Rejects settings that make no sense. */
export function checkCodeRule({ updates, stopEpoch, minLr, lr }: CodeRule): void {
  if (!Number.isInteger(updates) || updates < 1) {
    throw new UsageError(`Cannot raise rates ${updates} times per epoch: give a whole number from 1`);
  }
  if (!Number.isInteger(stopEpoch) || stopEpoch < 1) {
    throw new UsageError(`Cannot stop raising rates in epoch ${stopEpoch}: give a whole number from 1`);
  }
  if (!(minLr > 0 && lr > 0)) {
    throw new UsageError(
      `Cannot start from the learning rates lr=${lr} and min_lr=${minLr}: give numbers above 0`,
    );
  }
}
