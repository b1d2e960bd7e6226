/**
 * Learning-rate curriculum: starts layers far from the input at small learning rates, which catch up. See
 * README.md in this folder for the method card.
 *
 * @module
 */
import { UsageError } from "../../errors.ts";
import { chooseOne } from "../../suggest.ts";
import { type OptionTable, type OptionValues, snakeCase } from "../../options.ts";
import { defineMethod, makeMethod } from "../define.ts";
import type { TrainingMethod } from "../types.ts";
import { checkCodeRule, codeRate, type CodeRule, codeStart } from "./code_rule.ts";
import { layerGroups } from "./groups.ts";
import { type PaperRule, paperShares } from "./paper_rule.ts";

export { codeRate, type CodeRule, codeStart } from "./code_rule.ts";
export { type LayerGroup, layerGroups } from "./groups.ts";
export { type PaperRule, paperShares } from "./paper_rule.ts";

const ABOVE_ZERO = { above: 0 } as const;
const OPTIONS = {
  rule: {
    kind: "choice",
    choices: ["paper", "code"],
    default: "paper",
    help: "paper (equation 8) or code (the released code, which differs)",
  },
  last: {
    kind: "number",
    range: { above: 0, max: 1 },
    otherwise: "1e-6",
    help: "paper: initial rate of the last layer, as a share of the recipe's",
  },
  k: {
    kind: "number",
    range: { min: 1 },
    otherwise: "5",
    help: "paper: epoch from which all layers have the recipe's rate",
  },
  lr: {
    kind: "number",
    range: ABOVE_ZERO,
    otherwise: "0.1",
    help: "code: rate of the stem, the basis of the others",
  },
  minLr: {
    kind: "number",
    range: ABOVE_ZERO,
    otherwise: "1e-5",
    help:
      "code: lower limit, as a block starts at a tenth of the previous block's rate while that exceeds this",
  },
  clfLr: {
    kind: "number",
    range: ABOVE_ZERO,
    otherwise: "1e-3",
    help: "code: initial rate of the head, as a multiple of lr",
  },
  stopLr: {
    kind: "number",
    range: ABOVE_ZERO,
    otherwise: "0.11",
    help: "code: upper limit, as rates are multiplied by 10 while they stay below this",
  },
  updates: {
    kind: "integer",
    range: { min: 1 },
    otherwise: "1",
    help: "code: multiplications per epoch, 1, 2 or 4",
  },
  stopEpoch: {
    kind: "integer",
    range: { min: 1 },
    otherwise: "20",
    help: "code: 1-based epoch from which rates are no longer multiplied",
  },
} as const satisfies OptionTable;

type Values = OptionValues<typeof OPTIONS>;

/** Options of {@linkcode lerac}: those of the paper's rule, or of the released code's. */
export type LeracOptions = ({ readonly rule: "paper" } & PaperRule) | ({ readonly rule: "code" } & CodeRule);

/** The paper's rule: the last layer starts five to six decades lower; all rates are equal from epoch 5. */
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

/** Fills in the settings of the rule; rejects those of the other rule. */
function complete(values: Values): LeracOptions {
  const { rule, ...given } = values, defaults = rule === "paper" ? PAPER_DEFAULTS : CODE_DEFAULTS;
  const foreign = Object.entries(given).find(([key, value]) => value !== undefined && !(key in defaults));
  if (foreign !== undefined) {
    const { rule: _, ...own } = defaults;
    throw new UsageError(
      `Option "${snakeCase(foreign[0])}" is not one of lerac:rule=${rule}: ${
        chooseOne(snakeCase(foreign[0]), Object.keys(own).map(snakeCase))
      }`,
    );
  }
  const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...defaults, ...settings } as LeracOptions;
}

/** A position in training and the recipe's learning rate there. */
export interface LeracPlace {
  /** 0-based. */
  readonly epoch: number;
  /** 0-based within the epoch. */
  readonly step: number;
  /** Steps per epoch. */
  readonly steps: number;
  /** The scheduled learning rate, of which each layer gets a share. */
  readonly learningRate: number;
}

/**
 * Computes the learning rate of each parameter at one step.
 *
 * @param parameters the names of the network's parameters, in state_dict order
 * @param place the position in training and the scheduled learning rate
 * @param options the rule and its settings
 * @returns one rate per parameter
 * @throws {UsageError} if a setting is out of range
 *
 * @example
 * ```ts
 * import { leracRates } from "./mod.ts";
 *
 * const place = { epoch: 0, step: 0, steps: 5, learningRate: 0.1 };
 * const rates = leracRates(["conv1_initial.weight", "linear.weight"], place);
 * console.assert(rates.get("conv1_initial.weight") === 0.1 && rates.get("linear.weight")! < 1e-6);
 * ```
 */
export function leracRates(
  parameters: readonly string[],
  { learningRate, ...place }: LeracPlace,
  options: LeracOptions = PAPER_DEFAULTS,
): Map<string, number> {
  const groups = layerGroups(parameters), rates = new Map<string, number>();
  if (options.rule === "code") {
    checkCodeRule(options);
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
}

/** The registry's entry. */
export const leracEntry = defineMethod({
  name: "lerac",
  summary:
    "Learning Rate Curriculum: starts layers far from the input at small learning rates, which catch up",
  options: OPTIONS,
  exclusive: ["the learning rates"],
  complete,
  create(values) {
    const options = complete(values);
    if (options.rule === "code") checkCodeRule(options);
    return { step: ({ parameters, ...place }) => leracRates(parameters, place, options) };
  },
});

/**
 * Makes the method. Rates are fractions of the recipe's scheduled rate, so warm-up, decay and cosine still
 * apply.
 *
 * @param options the rule and its settings
 * @throws {UsageError} if a setting is out of range
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
export const lerac = (options: LeracOptions = PAPER_DEFAULTS): TrainingMethod =>
  makeMethod(leracEntry, options);
