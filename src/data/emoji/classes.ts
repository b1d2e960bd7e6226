/** The ten classes: named unions of the subgroups of Unicode's emoji-test.txt. */

/** A class and the Unicode subgroups it unites. */
export interface EmojiClass {
  readonly name: string;
  readonly subgroups: readonly string[];
}

/**
 * The classes, in the order of their labels. Left out on purpose: cat-face and face-costume (faces in all but
 * name), family (several people), flags (many countries share one drawing), time and sky (clock hands, moon phases).
 */
export const CLASSES: readonly EmojiClass[] = [
  {
    name: "face",
    subgroups: [
      "face-smiling",
      "face-affection",
      "face-tongue",
      "face-hand",
      "face-neutral-skeptical",
      "face-sleepy",
      "face-unwell",
      "face-hat",
      "face-glasses",
      "face-concerned",
      "face-negative",
    ],
  },
  {
    name: "person",
    subgroups: [
      "person",
      "person-gesture",
      "person-role",
      "person-fantasy",
      "person-activity",
      "person-sport",
      "person-resting",
    ],
  },
  {
    name: "body-part",
    subgroups: [
      "hand-fingers-open",
      "hand-fingers-partial",
      "hand-single-finger",
      "hand-fingers-closed",
      "hands",
      "hand-prop",
      "body-parts",
    ],
  },
  { name: "mammal", subgroups: ["animal-mammal", "monkey-face"] },
  {
    name: "other-animal",
    subgroups: ["animal-bird", "animal-amphibian", "animal-reptile", "animal-marine", "animal-bug"],
  },
  {
    name: "food",
    subgroups: ["food-fruit", "food-vegetable", "food-prepared", "food-asian", "food-sweet"],
  },
  { name: "vehicle", subgroups: ["transport-ground", "transport-water", "transport-air"] },
  { name: "place", subgroups: ["place-geographic", "place-building", "place-religious", "place-other"] },
  { name: "clothing", subgroups: ["clothing"] },
  {
    name: "sign",
    subgroups: [
      "transport-sign",
      "warning",
      "arrow",
      "religion",
      "zodiac",
      "av-symbol",
      "keycap",
      "alphanum",
    ],
  },
];

/** The class of a Unicode subgroup: its label, or undefined if no class holds it. */
export function classOf(subgroup: string): number | undefined {
  const label = CLASSES.findIndex(({ subgroups }) => subgroups.includes(subgroup));
  return label < 0 ? undefined : label;
}
