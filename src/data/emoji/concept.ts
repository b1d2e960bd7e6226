/**
 * Base concepts: what an emoji shows, regardless of person, colour and direction. All emoji of one concept
 * are on the same side of the split, so that no test image is a recoloured or mirrored training image.
 */
import { SAME_CONCEPT } from "./look_alikes.ts";

const PEOPLE = new Set("man men woman women person people boy girl child and".split(" "));

/** Words for directions: "thumbs up" and "thumbs down" are the same drawing, mirrored. */
const DIRECTION = /\b(left|right|up|down)(wards?|-facing|-pointing)?\b|\b(front-)?facing\b|\boncoming\b/g;

const representative = new Map(
  SAME_CONCEPT.flatMap((names) => names.map((name) => [name, names[0]!] as const)),
);

/**
 * Returns the base concept of an emoji.
 *
 * The rules: drop everything after a colon (skin tones, hair); for people drop words for gender and age
 * ("woman health worker" → "health worker"), for animals a final " face" ("dog face" → "dog"), for all emoji
 * words for directions; all arrows are one concept; finally merge look-alikes by their table.
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
