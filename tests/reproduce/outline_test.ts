import assert from "node:assert/strict";
import { oneOrRange, outline } from "../../src/reproduce/outline.ts";
import { findExperiment } from "../../src/reproduce/tables.ts";

Deno.test("outline() counts the arms that are compared, made before or not, and the range of their epochs", () => {
  const short = (table: string, profile: string) => {
    const { runs, epochs, mostEpochs, dataset } = outline(findExperiment(table, profile));
    return [runs, epochs, mostEpochs, dataset];
  };
  assert.deepEqual(short("main", "quick"), [15, 25, 25, "emoji"]);
  assert.deepEqual(short("replication", "small"), [126, 30, 150, "cifar10"]);
  assert.deepEqual(short("salience", "quick"), [21, 10, 10, "emoji"], "with the arm of the input gradient");
});

Deno.test("oneOrRange() says one number, or the least and the most", () => {
  assert.deepEqual([[7], [7, 7], [150, 30, 40]].map(oneOrRange), ["7", "7", "30 to 150"]);
});
