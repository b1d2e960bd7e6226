import assert from "node:assert/strict";
import { readFixture } from "../parity/fixture.ts";
import { cbmDone, cbmRefused } from "./command.ts";
import { doneHere, refusedHere } from "./in_process.ts";

interface Case {
  kind: string;
  epochs: number;
  max: number;
  min: number | null;
  values: number[];
  counts: Record<string, number[]>;
  ambiguous: Record<string, number[]>;
}

const { cases, tolerance } = readFixture<{ cases: Case[]; tolerance: { values_abs: number } }>("schedules");

/** Every third case, which covers all kinds and lengths; the others are checked within the process. */
const chosen = cases.filter((_, index) => index % 3 === 0);

Deno.test("cbm schedule --json prints the published ratios and counts", async () => {
  assert.equal(new Set(chosen.map(({ kind }) => kind)).size, 6);
  for (const [index, { kind, epochs, max, min, values, ...reference }] of chosen.entries()) {
    const grids = Object.keys(reference.counts), patches = grids[index % grids.length]!;
    const { stdout, stderr } = await (index === 0 ? cbmDone : doneHere)([
      ...["schedule", "--name", kind, "--epochs", String(epochs), "--max", String(max)],
      ...(min === null ? [] : ["--min", String(min)]),
      ...["--patches", patches, "--json", "--quiet"],
    ]);
    const { ratios, counts }: { ratios: number[]; counts: number[] } = JSON.parse(stdout);
    const what = `${kind}, ${epochs} epochs, max ${max}, min ${min}`;
    assert.equal(stderr, "", what);
    assert.equal(ratios.length, epochs, what);
    assert.equal(counts.length, epochs, what);
    values.forEach((value, epoch) => {
      assert.ok(Math.abs(ratios[epoch]! - value) <= tolerance.values_abs, `${what}, epoch ${epoch}`);
      if (reference.ambiguous[patches]?.includes(epoch)) return;
      assert.equal(counts[epoch], reference.counts[patches]![epoch], `${what}, epoch ${epoch}`);
    });
  }
});

Deno.test("cbm schedule prints a table, with the published values by default", async () => {
  const { stdout } = await cbmDone(["schedule", "--name", "linear-repeat", "--epochs", "6"]);
  const rows = stdout.trim().split("\n").slice(1).map((row) => row.trim().split(/ +/));
  assert.deepEqual(rows.map(([, , count]) => count), ["1", "2", "3", "4", "6", "1"]);
  assert.deepEqual(rows.map(([, ratio]) => ratio)[4], "0.4036");
});

Deno.test("cbm schedule rejects invalid schedules", async () => {
  const schedule = (...args: string[]) => ["schedule", "--name", "linear", "--epochs", "10", ...args];
  await cbmRefused(["schedule", "--name", "sine", "--epochs", "3"], 2, ["sine", "linear-repeat"]);
  await refusedHere(["schedule", "--name", "linear", "--epochs", "0"], 2, ["0"]);
  await refusedHere(["schedule", "--name", "linear", "--epochs", "2.5"], 2, ["2.5"]);
  await refusedHere(["schedule", "--name", "linear", "--epochs", "many"], 2, ["many"]);
  await refusedHere(schedule("--max", "1"), 2, ["1", "max < 1"]);
  await refusedHere(schedule("--max", "-0.1"), 2, ["-0.1"]);
  await refusedHere(schedule("--max", "0.2", "--min", "0.3"), 2, ["0.3", "0.2"]);
  await refusedHere(schedule("--patches", "0"), 2, ["0", "at least 1"]);
});
