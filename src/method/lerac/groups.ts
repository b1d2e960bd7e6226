/** The layers of a network, from its input to its head, by the names of their parameters. */

/** Parameters that share a learning rate. */
export interface LayerGroup {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** The group of everything before the first block. */
export const STEM = "stem";
/** The group of everything after the last block. */
export const HEAD = "head";

/** Where a parameter belongs, in the names of our models; undefined in those of others. */
function knownGroup(parameter: string): string | undefined {
  if (/^(conv1|bn1)(_initial)?\./.test(parameter)) return STEM;
  if (/^(linear|fc|head|bn1_final|norm_final|norm)\./.test(parameter)) return HEAD;
  // A convolutional transformer has no stem: its first stage is one, and other embeddings go with the block behind.
  if (parameter.startsWith("stage0.")) return STEM;
  const stage = /^(stage\d+)\.(?!blocks\.)/.exec(parameter);
  return stage === null ? undefined : `${stage[1]}.blocks.0`;
}

/** "layer2.1" of "layer2.1.conv1.weight", "model.12" of "model.12.m.0.cv1.conv.weight", else the first word. */
function blockOf(parameter: string): string {
  return /^(?:[^.]*[^.\d][^.]*\.)*?\d+(?=\.)/.exec(parameter)?.[0] ?? parameter.split(".")[0]!;
}

/**
 * Groups a network's parameters by depth: a stem, one group per block, a head. Known are the names of ResNet, Wide
 * ResNet and CvT; of other networks every block that has a number is a group, in the order of the state_dict.
 *
 * @param parameters names in the order of the state_dict
 * @returns the groups, the one next to the input first
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
  // A head whose first parameter stands earlier in the file is still the last layer.
  return [...all.filter(({ name }) => name !== HEAD), ...all.filter(({ name }) => name === HEAD)];
}
