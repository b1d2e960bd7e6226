/**
 * Freezes parameters for a whole training or for its first epochs.
 *
 * A frozen parameter gets no gradient and no weight decay. Frozen batch normalisation still uses batch
 * statistics and updates the running ones, as in PyTorch with `requires_grad` off.
 *
 * @module
 */
import type { Variable } from "@tensorflow/tfjs-core";
import { UsageError } from "../errors.ts";
import { chooseOne } from "../suggest.ts";
import { headOf } from "../model/adapt_state.ts";
import type { Network } from "../model/types.ts";
import { type OptionTable, readOptions } from "../options.ts";
import { parseSpec } from "../spec.ts";
import type { Optimizer, OptimizerFactory, Parameters } from "./optimizer/types.ts";

/** The frozen modules, and for how long they are frozen. */
export interface Freeze {
  /** Modules by name, including all their submodules; `body` is everything except the last layer. */
  readonly modules: readonly string[];
  /** The number of initial epochs in which they are frozen; Infinity for all. */
  readonly until: number;
}

/** The optimizer of a network with frozen parameters, and the parameters it trains. */
export interface Trainable {
  readonly optimizer: Optimizer;
  /** Returns the parameters that are trained in a 0-based epoch. */
  parameters(epoch: number): ReadonlyMap<string, Variable>;
}

const OPTIONS = {
  until: {
    kind: "integer",
    range: { min: 1 },
    otherwise: "all",
    help: "freeze for this many epochs, from the first",
  },
} as const satisfies OptionTable;

/**
 * Parses a freeze: `body`, or modules such as `conv1_initial+bn1_initial+layer1`, for the whole training or,
 * with `:until=5`, for the first five epochs.
 *
 * @throws {UsageError} on an unknown option or a wrong number
 *
 * @example
 * ```ts
 * import { parseFreeze } from "./freeze.ts";
 *
 * const { modules, until } = parseFreeze("layer1+layer2:until=5");
 * console.assert(modules.join() === "layer1,layer2" && until === 5);
 * ```
 */
export function parseFreeze(text: string): Freeze {
  const spec = parseSpec(text);
  const { until = Infinity } = readOptions(OPTIONS, spec);
  return { modules: spec.name.split("+").map((name) => name.trim()), until };
}

/** Lists the names of the parameters in a module. */
function parametersOf(module: string, network: Network): string[] {
  const names = [...network.parameters().keys()], head = `${headOf(network)}.`;
  if (module === "body") return names.filter((name) => !name.startsWith(head));
  const found = names.filter((name) => name === module || name.startsWith(`${module}.`));
  if (found.length > 0) return found;
  const known = new Set(names.map((name) => name.split(".")[0]!));
  throw new UsageError(
    `Unknown module "${module}" of ${network.name}: ${chooseOne(module, ["body", ...known])}, or a submodule`,
  );
}

/** Combines two optimizers; the second takes part in updates that have gradients of its parameters. */
function inTurn(first: Optimizer, second: Optimizer, names: ReadonlySet<string>): Optimizer {
  return {
    name: first.name,
    step(gradients, learningRate) {
      first.step(gradients, learningRate);
      if ([...names].some((name) => gradients.has(name))) second.step(gradients, learningRate);
    },
    state: () =>
      new Map([
        ...first.state(),
        // Adam counts its steps under one name, but the steps of these parameters begin later.
        ...[...second.state()].map(([name, variable]) => [`unfrozen/${name}`, variable] as const),
      ]),
    dispose() {
      first.dispose();
      second.dispose();
    },
  };
}

/**
 * Divides a network's parameters into trained and frozen ones, and creates their optimizers. Parameters that
 * are unfrozen later start with a fresh optimizer state.
 *
 * @param network the network, which keeps its parameters
 * @param makeOptimizer creates the optimizer of some parameters
 * @param freeze the frozen modules; none by default
 * @throws {UsageError} on an unknown module, or if nothing is left to train
 */
export function trainable(network: Network, makeOptimizer: OptimizerFactory, freeze?: Freeze): Trainable {
  const all: Parameters = network.parameters();
  if (freeze === undefined) return { optimizer: makeOptimizer(all), parameters: () => all };
  const frozen = new Set(freeze.modules.flatMap((module) => parametersOf(module, network)));
  if (frozen.size === all.size) {
    throw new UsageError(`Cannot freeze all of ${network.name}: nothing would be left to train`);
  }
  const those = (isFrozen: boolean) =>
    new Map<string, Variable>([...all].filter(([name]) => frozen.has(name) === isFrozen));
  const rest = those(false);
  const first = makeOptimizer(rest);
  if (freeze.until === Infinity) return { optimizer: first, parameters: () => rest };
  return {
    optimizer: inTurn(first, makeOptimizer(those(true)), frozen),
    parameters: (epoch) => epoch < freeze.until ? rest : all,
  };
}
