import assert from "node:assert/strict";
import { type Displayable, displayRuns } from "../../src/charts.ts";

const html = (object: Displayable) =>
  String(object[Symbol.for("Jupyter.display") as keyof Displayable]()["text/html"]);

Deno.test("displayRuns() shows one table and updates it in place", async () => {
  const shown: { html: string; display_id?: string; update?: boolean }[] = [];
  const display = (output: Displayable, options = {}) =>
    Promise.resolve(shown.push({ html: html(output), ...options }));
  const runs = await displayRuns(display, ["conventional, seed 1", "cbm, seed 1"], 0);
  assert.equal(shown.length, 1);
  assert.equal(shown[0]!.update, undefined);
  assert.match(shown[0]!.html, /<th[^>]*>cbm, seed 1<\/th>[^]*waiting/);

  const { onProgress, onEpoch } = runs.callbacks(1);
  onProgress(5, 10, "epoch 1 of 2");
  onEpoch({
    epoch: 1,
    ratio: 0,
    train_loss: 1,
    train_accuracy: 0.25,
    test_loss: 1,
    test_accuracy: 0.5,
    learning_rate: 1,
  });
  onProgress(10, 10, "epoch 2 of 2");
  await runs.finish();

  assert.ok(
    shown.slice(1).every(({ update, display_id }) => update === true && display_id === shown[0]!.display_id),
  );
  const last = shown.at(-1)!.html;
  assert.match(last, /conventional, seed 1[^]*value="0"[^]*waiting/);
  assert.match(last, /cbm, seed 1[^]*value="1"[^]*<td>25.0 %<\/td><td>50.0 %<\/td>/);
});
