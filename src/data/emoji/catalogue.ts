/** The catalogue of all drawings of all classes, by base concept and style. */
import emojis from "emoji.json" with { type: "json" };
import { CLASSES, classOf } from "./classes.ts";
import { baseConcept } from "./concept.ts";
import type { IconPackage, Style } from "./styles.ts";

/** One drawing: the inside of an `<svg>` element and its view box. */
export interface Drawing {
  readonly body: string;
  readonly width: number;
  readonly height: number;
}

/** A base concept with its drawings: one list per style that has any. */
export interface Concept {
  readonly name: string;
  readonly label: number;
  readonly styles: readonly { readonly style: string; readonly drawings: readonly Drawing[] }[];
}

/** An emoji of Unicode's emoji-test.txt that belongs to a class. */
export interface Emoji {
  readonly name: string;
  readonly label: number;
  readonly concept: string;
  /** Code points in lower-case hexadecimal, joined by "-", without the variation selector FE0F. */
  readonly codes: string;
}

/** An excluded emoji, as reports show sample images. */
const LEFT_OUT = "middle finger";

/** Lists the emoji of all classes, each once (emoji-test.txt also lists unqualified spellings). */
export function listEmoji(): readonly Emoji[] {
  const found = new Map<string, Emoji>();
  for (const { name, subgroup, codes } of emojis) {
    const label = classOf(subgroup);
    if (label === undefined || found.has(name) || name.startsWith(LEFT_OUT)) continue;
    const plain = codes.toLowerCase().split(" ").filter((code) => code !== "fe0f").join("-");
    found.set(name, { name, label, concept: baseConcept(name, subgroup), codes: plain });
  }
  return [...found.values()];
}

/** Converts the name of an emoji to Iconify's spelling: "woman’s boot" → "womans-boot". */
export function iconName(name: string): string {
  const ascii = name.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return ascii.replace(/[’'“”"!().]/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/**
 * Names that may mean another emoji in sets without code points: an insect or a game, "up" or "UP!", any key.
 */
const AMBIGUOUS = new Set(["cricket", "up-button", "keycap"]);

/** Finds the drawing of an emoji in a package; returns undefined if it has none. */
export function findDrawing({ icons, chars }: IconPackage, emoji: Emoji): Drawing | undefined {
  const name = chars[emoji.codes] ?? iconName(emoji.name);
  if (AMBIGUOUS.has(name) && chars[emoji.codes] === undefined) return undefined;
  const alias = icons.aliases?.[name];
  // Skip mirrored aliases, since their parent is an emoji of the same concept.
  if (alias && (alias.hFlip || alias.vFlip || alias.rotate)) return undefined;
  const icon = icons.icons[alias?.parent ?? name];
  if (icon === undefined || icon.hidden) return undefined;
  const { body, width = icons.width ?? 16, height = icons.height ?? 16 } = icon;
  return { body, width, height };
}

/**
 * Collects the drawings of some styles.
 *
 * @param styles the styles, whose packages are loaded
 * @param canDraw returns false for drawings to skip
 * @returns one list per class, in the order of the labels; within it, concepts in Unicode's order
 */
export async function loadCatalogue(
  styles: readonly Style[],
  canDraw: (drawing: Drawing) => boolean,
): Promise<readonly (readonly Concept[])[]> {
  const emoji = listEmoji();
  const drawings = new Map<string, Map<string, Map<string, Drawing>>>();
  for (const { label, concept } of emoji) drawings.set(`${label}/${concept}`, new Map());
  for (const style of styles) {
    const icons = await style.load();
    for (const one of emoji) {
      const drawing = findDrawing(icons, one);
      if (drawing === undefined) continue;
      const ofConcept = drawings.get(`${one.label}/${one.concept}`)!;
      // Keyed by the body, because gender variants often have the same drawing.
      const ofStyle = ofConcept.get(style.name) ?? new Map<string, Drawing>();
      if (ofStyle.has(drawing.body) || !canDraw(drawing)) continue;
      ofConcept.set(style.name, ofStyle.set(drawing.body, drawing));
    }
  }
  return CLASSES.map((_, label) =>
    [...drawings].filter(([key, found]) => key.startsWith(`${label}/`) && found.size > 0).map((
      [key, found],
    ) => ({
      name: key.slice(key.indexOf("/") + 1),
      label,
      styles: [...found].map(([style, bodies]) => ({ style, drawings: [...bodies.values()] })),
    }))
  );
}
