/**
 * Base concepts: what an emoji shows, whoever does it, in whatever colour and direction. All emoji of one concept
 * stand on one side of the split, so that no test image is a recoloured or mirrored training image.
 */
import { SAME_CONCEPT } from "./look_alikes.ts";

const PEOPLE = new Set("man men woman women person people boy girl child and".split(" "));

/** "thumbs up" and "thumbs down", "left arrow" and "right arrow" are one drawing turned round. */
const DIRECTION = /\b(left|right|up|down)(wards?|-facing|-pointing)?\b|\b(front-)?facing\b|\boncoming\b/g;

const representative = new Map(
  SAME_CONCEPT.flatMap((names) => names.map((name) => [name, names[0]!] as const)),
);

/**
 * The base concept of an emoji.
 *
 * The rule, step by step: drop what follows a colon (skin tones, hair), in people drop the words for gender and
 * age ("woman health worker" → "health worker"), in animals a last " face" ("dog face" → "dog"), everywhere the
 * words for directions; all arrows are one concept; then unite what the table of look-alikes unites.
 *
 * @param name the name in Unicode's emoji-test.txt, such as "woman running: dark skin tone"
 * @param subgroup its Unicode subgroup, such as "person-activity"
 * @returns the concept, such as "running"
 *
 * @example
 * ```ts
 * import { baseConcept } from "./concept.ts";
 *
 * const concept = baseConcept("woman running: dark skin tone", "person-activity");
 * console.assert(concept === baseConcept("man running facing right", "person-activity"));
 * ```
 */
export function baseConcept(name: string, subgroup: string): string {
  if (subgroup === "arrow") return "arrow";
  let concept = name.split(":")[0]!.toLowerCase();
  if (subgroup.startsWith("person")) {
    concept = concept.split(" ").filter((word) => !PEOPLE.has(word)).join(" ") || "person";
  }
  if (subgroup.startsWith("animal") || subgroup === "monkey-face") concept = concept.replace(/ face$/, "");
  concept = concept.replace(DIRECTION, " ").replace(/\s+/g, " ").trim();
  return representative.get(concept) ?? concept;
}
