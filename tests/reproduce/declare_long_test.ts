import assert from "node:assert/strict";
import { join } from "@std/path";
import { inTempDir, projectRoot } from "../end_to_end/command.ts";
import { doneHere } from "../end_to_end/in_process.ts";

/** Reads a column of a CSV file. */
async function readColumn(path: string, name: string): Promise<string[]> {
  const [head, ...rows] = (await Deno.readTextFile(path)).trim().split("\n").map((line) =>
    line.match(/("[^"]*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, ""))
  );
  return rows.map((row) => row[head!.indexOf(name)]!);
}

Deno.test("report of the committed main-small gives the committed table.csv", async () => {
  await inTempDir(async (out) => {
    const folder = join(projectRoot, "results", "main-small");
    await doneHere(["report", folder, "--out", out]);
    const committed = join(folder, "table.csv"), made = join(out, "table.csv");
    const [head] = (await Deno.readTextFile(committed)).split("\n");
    assert.equal((await Deno.readTextFile(made)).split("\n")[0], head);
    for (const name of head!.split(",")) {
      const cells = await readColumn(made, name), wanted = await readColumn(committed, name);
      assert.equal(cells.length, wanted.length);
      for (const [row, cell] of cells.entries()) {
        // Statistical functions from different libraries differ in the last digits.
        const isClose = Math.abs(Number(cell) - Number(wanted[row])) <= 1e-9 * Math.abs(Number(wanted[row]));
        assert.ok(cell === wanted[row] || isClose, `${name}, row ${row + 1}: ${cell} and ${wanted[row]}`);
      }
    }
  });
});
