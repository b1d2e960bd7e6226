/** A method with its options in one string, as on the command line. */

/** The values of options; one that is undefined is left out. */
export type OptionValues = Readonly<Record<string, string | number | boolean | undefined>>;

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Spells a method with the options that differ from its defaults, in the order given.
 *
 * @param name the method
 * @param options their names in camelCase, as in code
 * @param defaults of the same; everything is spelled out if left out
 *
 * @example
 * ```ts
 * import { spell } from "./spell.ts";
 *
 * console.assert(spell("lerac", { last: 1e-5, minLr: 2 }, { last: 1e-6, minLr: 2 }) === "lerac:last=0.00001");
 * console.assert(spell("lerac", { minLr: 2 }) === "lerac:min_lr=2");
 * ```
 */
export function spell(name: string, options: OptionValues, defaults: OptionValues = {}): string {
  const spelled = Object.entries(options)
    .filter(([key, value]) => value !== undefined && value !== defaults[key])
    .map(([key, value]) => `${snakeCase(key)}=${value}`);
  return spelled.length === 0 ? name : `${name}:${spelled.join()}`;
}
