/** Networks as they are declared: a name, a kind, a table of options, and what makes one. */
import type { NetworkKind } from "../batch.ts";
import { marked } from "../extension.ts";
import type { OptionTable, OptionValues } from "../options.ts";
import type { RandomStream } from "../random.ts";
import type { DefaultRecipe } from "./default_recipe.ts";
import type { AnyModel } from "./types.ts";

/** Makes a network with so many classes and fresh weights from a stream. */
export type ModelFactory = (classes: number, random: RandomStream) => AnyModel;

/** The declaration of a network: an entry of the registry, or the default export of a file of your own. */
export interface ModelDefinition<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for `cbm models`. */
  readonly summary: string;
  readonly kind: NetworkKind;
  /** Pixels per side of the images that it was published with. */
  readonly size: number;
  readonly options: T;
  /** How it is trained by default. */
  readonly defaultRecipe: DefaultRecipe;
  /** Spells a specification with every option, where it is not simply all of them. */
  spell?(options: OptionValues<T>): string;
  /** Checks the options; the function that it returns makes the network. */
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
