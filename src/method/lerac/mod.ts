/**
 * Learning-rate curriculum: layers far from the input start with small learning rates and catch up.
 * See README.md in this folder for the method card.
 *
 * @module
 */
import { listNames, UsageError } from "../../errors.ts";
import { choiceOption, numberOption, type Spec } from "../../spec.ts";
import { spell } from "../spell.ts";
import type { MethodEntry, TrainingMethod } from "../types.ts";
import { checkCodeRule, codeRate, type CodeRule, codeStart } from "./code_rule.ts";
import { layerGroups } from "./groups.ts";
import { type PaperRule, paperShares } from "./paper_rule.ts";

export { codeRate, type CodeRule, codeStart } from "./code_rule.ts";
export { type LayerGroup, layerGroups } from "./groups.ts";
export { type PaperRule, paperShares } from "./paper_rule.ts";

/** What the learning-rate curriculum can be told: the paper's rule, or the released code's. */
export type LeracOptions = ({ readonly rule: "paper" } & PaperRule) | ({ readonly rule: "code" } & CodeRule);

/** The paper's rule: five to six decades below at the start, together from epoch 5 on. */
export const PAPER_DEFAULTS: { readonly rule: "paper" } & PaperRule = { rule: "paper", last: 1e-6, k: 5 };

/** The released code's settings for ResNet-18 on CIFAR-10. */
export const CODE_DEFAULTS: { readonly rule: "code" } & CodeRule = {
  rule: "code",
  lr: 0.1,
  minLr: 1e-5,
  clfLr: 1e-3,
  stopLr: 0.11,
  updates: 1,
  stopEpoch: 20,
};

/**
 * Makes the method. Rates are shares of what the recipe's schedule gives, so that warm-up, decay and cosine go on.
 *
 * @param options the rule and its settings
 * @throws {UsageError} on settings outside their range
 *
 * @example
 * ```ts
 * import { lerac } from "./mod.ts";
 *
 * const place = { epoch: 0, epochs: 10, step: 0, steps: 5, learningRate: 0.1 };
 * const rates = lerac().step!({ ...place, parameters: ["conv1_initial.weight", "linear.weight"] })!;
 * console.assert(rates.get("conv1_initial.weight") === 0.1 && rates.get("linear.weight")! < 1e-6);
 * ```
 */
export function lerac(options: LeracOptions = PAPER_DEFAULTS): TrainingMethod {
  if (options.rule === "paper") paperShares(1, 0, options); // refuses wrong options before anything is loaded
  else checkCodeRule(options);
  return {
    name: nameOf(options),
    step({ parameters, learningRate, ...place }) {
      const groups = layerGroups(parameters), rates = new Map<string, number>();
      if (options.rule === "code") {
        for (const [parameter, start] of codeStart(groups, options)) {
          rates.set(parameter, codeRate(start, place, options) / options.lr * learningRate);
        }
        return rates;
      }
      const shares = paperShares(groups.length, place.epoch, options);
      for (const [layer, { parameters }] of groups.entries()) {
        for (const parameter of parameters) rates.set(parameter, shares[layer]! * learningRate);
      }
      return rates;
    },
  };
}

const nameOf = (options: LeracOptions): string =>
  options.rule === "paper"
    ? spell("lerac", { ...options }, { ...PAPER_DEFAULTS })
    : spell("lerac", { ...options }, { ...CODE_DEFAULTS, rule: "paper" });

function readOptions(spec: Spec): LeracOptions {
  const rule = choiceOption(spec, "rule", "paper", ["paper", "code"]);
  const [own, others] = rule === "paper" ? [PAPER_OPTIONS, CODE_OPTIONS] : [CODE_OPTIONS, PAPER_OPTIONS];
  refuseForeign(spec, rule, Object.keys(own), Object.keys(others));
  const above = { min: Number.MIN_VALUE };
  if (rule === "paper") {
    return {
      rule,
      last: numberOption(spec, "last", PAPER_DEFAULTS.last, { ...above, max: 1 }),
      k: numberOption(spec, "k", PAPER_DEFAULTS.k, { min: 1 }),
    };
  }
  const whole = { min: 1, integer: true };
  const lr = numberOption(spec, "lr", CODE_DEFAULTS.lr, above);
  return {
    rule,
    lr,
    minLr: numberOption(spec, "min_lr", CODE_DEFAULTS.minLr, above),
    clfLr: numberOption(spec, "clf_lr", CODE_DEFAULTS.clfLr, above),
    stopLr: numberOption(spec, "stop_lr", CODE_DEFAULTS.stopLr, above),
    updates: numberOption(spec, "updates", CODE_DEFAULTS.updates, whole),
    stopEpoch: numberOption(spec, "stop_epoch", CODE_DEFAULTS.stopEpoch, whole),
  };
}

const PAPER_OPTIONS = {
  last: "paper: the last layer's first rate as a share of the recipe's, 1e-6 by default",
  k: "paper: the epoch from which all layers have the recipe's rate, 5 by default",
};
const CODE_OPTIONS = {
  lr: "code: the rate of the stem, that the others refer to, 0.1 by default",
  min_lr: "code: blocks start at a tenth of the block before as long as that is above, 1e-5 by default",
  clf_lr: "code: the head starts at lr times this, 1e-3 by default",
  stop_lr: "code: a rate is multiplied by 10 as long as it stays below, 0.11 by default",
  updates: "code: how often per epoch rates are multiplied, 1 by default",
  stop_epoch: "code: the epoch, counted from 1, from which they no longer are, 20 by default",
};

function refuseForeign({ options }: Spec, rule: string, own: string[], others: string[]): void {
  const foreign = others.find((key) => Object.hasOwn(options, key));
  if (foreign === undefined) return;
  throw new UsageError(`Option "${foreign}" is not one of lerac:rule=${rule}: it takes ${listNames(own)}`);
}

/** The registry's entry. */
export const leracEntry: MethodEntry = {
  name: "lerac",
  summary: "Learning Rate Curriculum: layers far from the input start with small learning rates and catch up",
  options: {
    rule: "paper (equation 8, default) or code (the released code, which differs)",
    ...PAPER_OPTIONS,
    ...CODE_OPTIONS,
  },
  exclusive: ["the learning rates"],
  create: (spec) => lerac(readOptions(spec)),
  complete: (spec) => spell("lerac", { ...readOptions(spec) }),
};
