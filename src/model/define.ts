/** Declaration of networks: a name, a kind, a table of options, and a function that creates one. */
import type { NetworkKind } from "../batch.ts";
import { marked } from "../extension.ts";
import type { OptionTable, OptionValues } from "../options.ts";
import type { RandomStream } from "../random.ts";
import type { DefaultRecipe } from "./default_recipe.ts";
import type { AnyModel } from "./types.ts";

/** A function that makes a network with the given number of classes and fresh weights from a stream. */
export type ModelFactory = (classes: number, random: RandomStream) => AnyModel;

/** The declaration of a network: a registry entry, or the default export of your own file. */
export interface ModelDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `cbm models`. */
  readonly summary: string;
  readonly kind: NetworkKind;
  /** Pixels per side of the images in its publication. */
  readonly size: number;
  readonly options: T;
  /** The default recipe. */
  readonly defaultRecipe: DefaultRecipe;
  /** Spells the full specification, if it is not simply a list of all options. */
  spell?(options: OptionValues<T>): string;
  /** Checks the options, and returns the function that makes the network. */
  create(options: OptionValues<T>): ModelFactory;
}

/**
 * Declares a network.
 *
 * @returns the definition, with the types of its options
 */
export const defineModel = <const T extends OptionTable>(
  definition: ModelDefinition<T>,
): ModelDefinition<T> => marked("model", definition);
