/** The ten classes: named unions of the subgroups of Unicode's emoji-test.txt. */

/** A class and the Unicode subgroups it unites. */
export interface EmojiClass {
  readonly name: string;
  /** The group of emoji-test.txt to which most of its emoji belong. */
  readonly group: string;
  readonly subgroups: readonly string[];
}

/**
 * The classes, in the order of their labels. Deliberately excluded: cat-face and face-costume (effectively
 * faces), family (several people), flags (many countries share one drawing), time and sky (clock hands, moon
 * phases).
 */
export const CLASSES: readonly EmojiClass[] = [
  {
    name: "face",
    group: "Smileys & Emotion",
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
    group: "People & Body",
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
    group: "People & Body",
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
  { name: "mammal", group: "Animals & Nature", subgroups: ["animal-mammal", "monkey-face"] },
  {
    name: "other-animal",
    group: "Animals & Nature",
    subgroups: ["animal-bird", "animal-amphibian", "animal-reptile", "animal-marine", "animal-bug"],
  },
  {
    name: "food",
    group: "Food & Drink",
    subgroups: ["food-fruit", "food-vegetable", "food-prepared", "food-asian", "food-sweet"],
  },
  {
    name: "vehicle",
    group: "Travel & Places",
    subgroups: ["transport-ground", "transport-water", "transport-air"],
  },
  {
    name: "place",
    group: "Travel & Places",
    subgroups: ["place-geographic", "place-building", "place-religious", "place-other"],
  },
  { name: "clothing", group: "Objects", subgroups: ["clothing"] },
  {
    name: "sign",
    group: "Symbols",
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

/** Returns the label of the class of a Unicode subgroup, or undefined if it belongs to no class. */
export function classOf(subgroup: string): number | undefined {
  const label = CLASSES.findIndex(({ subgroups }) => subgroups.includes(subgroup));
  return label < 0 ? undefined : label;
}

/**
 * The superclasses of the classes, [10]: Unicode's groups; people, animals and places have two classes each.
 */
export const SUPERCLASSES: Int32Array = Int32Array.from(
  CLASSES,
  ({ group }) => [...new Set(CLASSES.map((one) => one.group))].indexOf(group),
);
