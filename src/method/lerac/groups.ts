/** Groups of a network's layers from input to head, by parameter name. */

/** Parameters that share a learning rate. */
export interface LayerGroup {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** The group of all parameters before the first block. */
export const STEM = "stem";
/** The group of all parameters after the last block. */
export const HEAD = "head";

/** Finds the group of a parameter of our own models; undefined for other models. */
function knownGroup(parameter: string): string | undefined {
  if (/^(conv1|bn1)(_initial)?\./.test(parameter)) return STEM;
  if (/^(linear|fc|head|bn1_final|norm_final|norm)\./.test(parameter)) return HEAD;
  // A convolutional transformer has no stem: its first stage is one; other embeddings join the next block.
  if (parameter.startsWith("stage0.")) return STEM;
  const stage = /^(stage\d+)\.(?!blocks\.)/.exec(parameter);
  return stage === null ? undefined : `${stage[1]}.blocks.0`;
}

/**
 * Extracts "layer2.1" from "layer2.1.conv1.weight", "model.12" from "model.12.m.0.cv1.conv.weight", else the
 * first word.
 */
function blockOf(parameter: string): string {
  return /^(?:[^.]*[^.\d][^.]*\.)*?\d+(?=\.)/.exec(parameter)?.[0] ?? parameter.split(".")[0]!;
}

/**
 * Groups a network's parameters by depth: a stem, one group per block, a head. The names of ResNet, Wide
 * ResNet and CvT are known; in other networks each numbered block is a group, in state_dict order.
 *
 * @param parameters names in the order of the state_dict
 * @returns the groups, from input to head
 *
 * @example
 * ```ts
 * import { layerGroups } from "./groups.ts";
 *
 * const groups = layerGroups(["conv1_initial.weight", "layer1.0.conv1.weight", "layer1.0.bn1.bias", "linear.bias"]);
 * console.assert(groups.map(({ name }) => name).join() === "stem,layer1.0,head");
 * ```
 */
export function layerGroups(parameters: readonly string[]): LayerGroup[] {
  const groups = new Map<string, string[]>();
  for (const parameter of parameters) {
    const name = knownGroup(parameter) ?? blockOf(parameter);
    groups.set(name, [...groups.get(name) ?? [], parameter]);
  }
  const all = Array.from(groups, ([name, parameters]) => ({ name, parameters }));
  // The head is the last layer even if its first parameter comes earlier in the file.
  return [...all.filter(({ name }) => name !== HEAD), ...all.filter(({ name }) => name === HEAD)];
}
