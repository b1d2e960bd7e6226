import assert from "node:assert/strict";
import { dirname, join } from "@std/path";
import { gitCommit } from "../../src/experiment/git_commit.ts";
import { inTempDir } from "../end_to_end/command.ts";

const FIRST = "1".repeat(40), SECOND = "2".repeat(40);

/** Writes files as git lays them out. */
async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, name)), { recursive: true });
    await Deno.writeTextFile(join(folder, name), content);
  }
}

Deno.test("the commit is that of the branch, loose or packed, or HEAD's own", async () => {
  await inTempDir(async (folder) => {
    assert.equal(await gitCommit(folder), null);
    await write(folder, { ".git/HEAD": "ref: refs/heads/main\n" });
    assert.equal(await gitCommit(folder), null, "a branch without commits");
    await write(folder, {
      ".git/packed-refs": `# pack-refs\n${SECOND} refs/heads/other/main\n${FIRST} refs/heads/main\n`,
    });
    assert.equal(await gitCommit(folder), FIRST);
    await write(folder, { ".git/refs/heads/main": `${SECOND}\n` });
    assert.equal(await gitCommit(folder), SECOND);
    await write(folder, { ".git/HEAD": `${FIRST}\n` });
    assert.equal(await gitCommit(folder), FIRST);
  });
});

Deno.test("the commit of a linked work tree is its own branch's", async () => {
  await inTempDir(async (folder) => {
    await write(folder, {
      "main/.git/HEAD": "ref: refs/heads/main\n",
      "main/.git/refs/heads/main": `${FIRST}\n`,
      "main/.git/refs/heads/side": `${SECOND}\n`,
      "main/.git/worktrees/side/HEAD": "ref: refs/heads/side\n",
      "main/.git/worktrees/side/commondir": "../..\n",
      "side/.git": `gitdir: ${join(folder, "main", ".git", "worktrees", "side")}\n`,
    });
    assert.equal(await gitCommit(join(folder, "side")), SECOND);
    assert.equal(await gitCommit(join(folder, "main")), FIRST);
  });
});
