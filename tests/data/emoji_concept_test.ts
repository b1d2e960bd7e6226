import assert from "node:assert/strict";
import emojis from "emoji.json" with { type: "json" };
import { listEmoji, loadCatalogue } from "../../src/data/emoji/catalogue.ts";
import { CLASSES, SUPERCLASSES } from "../../src/data/emoji/classes.ts";
import { baseConcept } from "../../src/data/emoji/concept.ts";
import { SAME_CONCEPT } from "../../src/data/emoji/look_alikes.ts";
import { loadRasteriser } from "../../src/data/emoji/rasterise.ts";
import { chooseDrawings, conceptsOf } from "../../src/data/emoji/concept_split.ts";
import { STYLES } from "../../src/data/emoji/styles.ts";

Deno.test("baseConcept() merges skin tones, genders, ages, roles' genders and directions", () => {
  const same: [subgroup: string, names: string[]][] = [
    ["person-activity", [
      "person running",
      "woman running: dark skin tone",
      "man running facing right: light skin tone",
    ]],
    ["person-role", ["health worker", "man health worker: medium skin tone", "woman health worker"]],
    ["person", [
      "person",
      "boy",
      "woman: red hair",
      "man: light skin tone, beard",
      "older person",
      "old woman",
    ]],
    ["person-fantasy", ["merman", "mermaid: dark skin tone", "merperson"]],
    ["hand-fingers-closed", ["thumbs up", "thumbs down: light skin tone"]],
    ["hand-fingers-closed", ["left-facing fist", "right-facing fist", "oncoming fist", "raised fist"]],
    ["animal-mammal", ["dog", "dog face", "poodle"]],
    ["transport-ground", ["bus", "oncoming bus"]],
    ["arrow", ["up arrow", "down-left arrow", "clockwise vertical arrows"]],
    ["keycap", ["keycap: #", "keycap: 7"]],
  ];
  for (const [subgroup, names] of same) {
    assert.equal(new Set(names.map((name) => baseConcept(name, subgroup))).size, 1, names.join(", "));
  }
});

Deno.test("baseConcept() keeps different things apart", () => {
  const different: [subgroup: string, names: string[]][] = [
    ["person-activity", ["person running", "person walking", "woman dancing"]],
    ["face-smiling", ["smiling face with halo", "smiling face with smiling eyes", "winking face"]],
    ["animal-mammal", ["dog", "wolf", "fox", "cat"]],
    ["food-fruit", ["pear", "peach", "red apple"]],
  ];
  for (const [subgroup, names] of different) {
    assert.equal(
      new Set(names.map((name) => baseConcept(name, subgroup))).size,
      names.length,
      names.join(", "),
    );
  }
});

Deno.test("the table of look-alikes names existing concepts, each once", () => {
  const names = SAME_CONCEPT.flat();
  assert.equal(new Set(names).size, names.length);
  const known = new Set(listEmoji().map(({ concept }) => concept));
  assert.deepEqual(SAME_CONCEPT.map(([first]) => first!).filter((name) => !known.has(name)), []);
  assert.deepEqual(
    names.filter((name) => !SAME_CONCEPT.some(([first]) => first === name) && known.has(name)),
    [],
  );
});

Deno.test("every subgroup of the classes exists, in one class only", () => {
  const subgroups = CLASSES.flatMap((one) => one.subgroups);
  assert.equal(new Set(subgroups).size, subgroups.length);
  const known = new Set(emojis.map(({ subgroup }) => subgroup));
  assert.deepEqual(subgroups.filter((subgroup) => !known.has(subgroup)), []);
});

Deno.test("a superclass is the Unicode group of most of a class's emoji", () => {
  const groups = CLASSES.map(({ subgroups }) => {
    const counts = new Map<string, number>();
    for (const { group, subgroup } of emojis) {
      if (subgroups.includes(subgroup)) counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return [...counts].sort(([, a], [, b]) => b - a)[0]![0];
  });
  assert.deepEqual(CLASSES.map(({ group }) => group), groups);
  assert.deepEqual([...SUPERCLASSES], groups.map((group) => [...new Set(groups)].indexOf(group)));
});

Deno.test("no drawing is on both sides of the split, whatever the style", async () => {
  const { canDraw } = await loadRasteriser();
  const catalogue = await loadCatalogue(STYLES, canDraw);
  for (const seed of [1, 2]) {
    const bodies = (side: "train" | "test") =>
      catalogue.flatMap((concepts) => conceptsOf(concepts, side, seed)).flatMap(({ styles }) =>
        styles.flatMap(({ drawings }) => drawings.map(({ body }) => body))
      );
    const training = new Set(bodies("train")), testing = bodies("test");
    assert.deepEqual(testing.filter((body) => training.has(body)), []);
    assert.ok(
      training.size > 6000 && testing.length > 1500,
      `${training.size} and ${testing.length} drawings`,
    );
  }
  for (const [label, concepts] of catalogue.entries()) {
    const { name } = CLASSES[label]!;
    assert.ok(concepts.length >= 40, `${name} has ${concepts.length} concepts`);
    assert.equal(new Set(concepts.map((concept) => concept.name)).size, concepts.length);
    assert.equal(conceptsOf(concepts, "test", 1).length, Math.round(concepts.length / 4));
    for (const style of STYLES) {
      assert.ok(
        concepts.some(({ styles }) => styles.some((one) => one.style === style.name)),
        `${name}, ${style.name}`,
      );
    }
  }
});

Deno.test("chooseDrawings() shows every concept once before any comes again", () => {
  const drawing = { body: "", width: 1, height: 1 };
  const concepts = ["a", "b", "c"].map((name) => ({
    name,
    label: 0,
    styles: [{ style: "one", drawings: [drawing] }, { style: "two", drawings: [drawing, drawing] }],
  }));
  const chosen = chooseDrawings(concepts, 300, "train", 1);
  for (let start = 0; start < 300; start += 3) {
    assert.equal(new Set(chosen.slice(start, start + 3).map(({ concept }) => concept.name)).size, 3);
  }
  const ones = chosen.filter(({ style }) => style === "one").length;
  assert.ok(ones > 110 && ones < 190, `${ones} of 300 in the first of two styles`);
  assert.deepEqual(chooseDrawings(concepts, 10, "train", 1), chosen.slice(0, 10));
});
