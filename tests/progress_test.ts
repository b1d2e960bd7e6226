import assert from "node:assert/strict";
import { formatDuration, progressLine } from "../src/progress.ts";

Deno.test("formatDuration() formats seconds, minutes and hours", () => {
  assert.equal(formatDuration(0.4), "0 s");
  assert.equal(formatDuration(59.4), "59 s");
  assert.equal(formatDuration(125), "2 min 05 s");
  assert.equal(formatDuration(3 * 3600 + 7 * 60), "3 h 07 min");
  assert.equal(formatDuration(NaN), "?");
});

Deno.test("a progress line on a terminal is redrawn and erased at the end", () => {
  const written: string[] = [];
  const line = progressLine("run", { terminal: true, write: (text) => void written.push(text) });
  line.update(1, 4, "epoch 1");
  line.update(4, 4, "epoch 4");
  line.finish("done");
  const all = written.join("");
  assert.match(written[0]!, /^\r.*25 % \(1\/4\), epoch 1, .*left/);
  assert.ok(all.endsWith("done\n") && !written[0]!.includes("\n"));
});

Deno.test("a progress line elsewhere is silent for short work, and with quiet altogether", () => {
  for (const options of [{ terminal: false }, { terminal: true, quiet: true }]) {
    const written: string[] = [];
    const line = progressLine("run", { ...options, write: (text) => void written.push(text) });
    for (let done = 0; done <= 100; done++) line.update(done, 100);
    line.finish();
    assert.deepEqual(written, []);
  }
});

Deno.test("a progress line never fills the terminal, and keeps the time left", () => {
  for (const columns of [40, 80, 120]) {
    const written: string[] = [];
    const options = { terminal: true, counts: false, width: () => columns };
    const line = progressLine("", { ...options, write: (text) => void written.push(text) });
    line.update(1.5, 40, "run 6 of 15, random masking seed 2, epoch 12 of 40, test 61.2 %".repeat(2));
    const text = written[0]!.replace("\r\x1b[2K", "");
    assert.ok(text.length < columns && /3\.8 %.* left$/.test(text), text);
  }
});
