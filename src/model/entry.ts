/** What the registry of models knows of each. */
import type { RandomStream } from "../random.ts";
import type { Spec } from "../spec.ts";
import type { DefaultRecipe } from "./default_recipe.ts";
import type { Model } from "./types.ts";

/** An entry of the registry of models. */
export interface ModelEntry {
  readonly name: string;
  /** One line for `cbm models`. */
  readonly summary: string;
  /** Pixels per side of the images that it was published with. */
  readonly size: number;
  /** The options behind the name, each with one line. */
  readonly options: Readonly<Record<string, string>>;
  /** How it is trained where nothing else is asked for. */
  readonly defaultRecipe: DefaultRecipe;
  /** Reads the options; what it returns makes the network. */
  create(spec: Spec): ModelFactory;
  /** The specification with every option spelled out. */
  complete(spec: Spec): string;
}

/** Makes a network with so many logits and fresh weights from a stream. */
export type ModelFactory = (classes: number, random: RandomStream) => Model;
