/**
 * Freezing: parameters that keep their values, for all of a training or for its first epochs.
 *
 * A frozen parameter gets no gradient and no weight decay. Its batch normalisation goes on as in training: batch
 * statistics normalise, and the running ones follow the new data, as in PyTorch where `requires_grad` is off.
 *
 * @module
 */
import type { Variable } from "@tensorflow/tfjs-core";
import { listNames, UsageError } from "../errors.ts";
import { headOf } from "../model/adapt_state.ts";
import type { Network } from "../model/types.ts";
import { type OptionTable, readOptions } from "../options.ts";
import { parseSpec } from "../spec.ts";
import type { Optimizer, OptimizerFactory, Parameters } from "./optimizer/types.ts";

/** What is frozen, and for how long. */
export interface Freeze {
  /** Modules by name, with all that is in them; `body` is everything but the last layer. */
  readonly modules: readonly string[];
  /** In how many epochs, from the first; Infinity: in all. */
  readonly until: number;
}

/** A network's parameters and their optimizer, as a freeze divides them. */
export interface Trainable {
  readonly optimizer: Optimizer;
  /** What the optimizer moves in a 0-based epoch. */
  parameters(epoch: number): ReadonlyMap<string, Variable>;
}

const OPTIONS = {
  until: { kind: "integer", range: { min: 1 }, otherwise: "all", help: "in how many epochs, from the first" },
} as const satisfies OptionTable;

/**
 * Reads what is to be frozen: `body`, or modules such as `conv1_initial+bn1_initial+layer1`; for good, or with
 * `:until=5` in the first five epochs.
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

/** The names of the parameters in a module. */
function parametersOf(module: string, network: Network): string[] {
  const names = [...network.parameters().keys()], head = `${headOf(network)}.`;
  if (module === "body") return names.filter((name) => !name.startsWith(head));
  const found = names.filter((name) => name === module || name.startsWith(`${module}.`));
  if (found.length > 0) return found;
  const known = new Set(names.map((name) => name.split(".")[0]!));
  throw new UsageError(
    `Cannot freeze "${module}": ${network.name} has no such module; there is "body", ${listNames(known)}, ` +
      "and what is in them",
  );
}

/** Two optimizers as one; the second has a part in an update where there are gradients of its parameters. */
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
        // Adam counts steps under one name, and these parameters' begin later.
        ...[...second.state()].map(([name, variable]) => [`unfrozen/${name}`, variable] as const),
      ]),
    dispose() {
      first.dispose();
      second.dispose();
    },
  };
}

/**
 * Divides a network's parameters into those that train from the start and those that are frozen, and makes their
 * optimizers. What is unfrozen starts with a fresh state of the optimizer.
 *
 * @param network its parameters stay its own
 * @param makeOptimizer makes the optimizer of some parameters
 * @param freeze nothing is frozen without it
 * @throws {UsageError} on a module that the network does not have, or where nothing is left to train
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
