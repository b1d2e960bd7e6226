/** The completion scripts in real shells, where they are installed. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import { cbmDone, inTempDir } from "../end_to_end/command.ts";

const isThere = (shell: string) =>
  new Deno.Command(shell, { args: ["--version"], stdout: "null", stderr: "null" }).output()
    .then(({ success }) => success, () => false);

async function run(shell: string, args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(shell, { args }).output();
  const said = new TextDecoder().decode(stderr);
  assert.equal(code, 0, said);
  assert.equal(said, "");
  return new TextDecoder().decode(stdout);
}

async function writeScript(shell: string, folder: string): Promise<string> {
  const path = join(folder, `cbm.${shell}`);
  await Deno.writeTextFile(path, (await cbmDone(["completions", shell])).stdout);
  return path;
}

Deno.test({
  name: "bash completes commands, options and names from the registries",
  ignore: !await isThere("bash"),
  fn: () =>
    inTempDir(async (folder) => {
      const script = await writeScript("bash", folder);
      const complete = async (...words: string[]) => {
        const quoted = words.map((word) => `'${word}'`).join(" ");
        const line = `source ${script}; COMP_WORDS=(cbm ${quoted}); COMP_CWORD=${words.length}; _cbm; ` +
          `printf '%s\\n' "\${COMPREPLY[@]}"`;
        return (await run("bash", ["--norc", "-c", line])).split("\n").filter((word) => word !== "");
      };
      assert.deepEqual(await complete("re"), ["reproduce", "report"]);
      assert.deepEqual(await complete("train", "--mod"), ["--model"]);
      assert.deepEqual(await complete("train", "--model", "resnet18"), ["resnet18", "resnet18_imagenet"]);
      assert.deepEqual(await complete("train", "--precision", "b"), ["bf16"]);
      assert.deepEqual(await complete("reproduce", "--profile", ""), ["quick", "small", "paper"]);
      assert.deepEqual(await complete("bench", "--profile", "--pee"), ["--peer"]);
      assert.ok((await complete("train", "--method", "")).includes("cbm"));
      assert.deepEqual(await complete("schedule", "--name", "linear-r"), ["linear-repeat"]);
      assert.deepEqual(await complete("new", "me"), ["measure", "method"].sort().reverse());
      assert.deepEqual(await complete("data", "cif"), ["cifar10", "cifar100"]);
      assert.deepEqual(await complete("train", "--out", "x"), [], "files, which bash completes itself");
      assert.ok(
        !(await complete("train", "--pro")).includes("--progress-lines"),
        "hidden options stay hidden",
      );
    }),
});

Deno.test({
  name: "fish completes commands, options and names",
  ignore: !await isThere("fish"),
  fn: () =>
    inTempDir(async (folder) => {
      const script = await writeScript("fish", folder);
      const complete = async (line: string) =>
        (await run("fish", ["--no-config", "-c", `source ${script}; complete -C '${line}'`]))
          .trim().split("\n").map((entry) => entry.split("\t")[0]);
      assert.deepEqual((await complete("cbm re")).sort(), ["report", "reproduce"]);
      assert.ok((await complete("cbm train --mod")).includes("--model"));
      assert.deepEqual(await complete("cbm train --model resnet18"), ["resnet18", "resnet18_imagenet"]);
      assert.deepEqual(await complete("cbm new me"), ["measure", "method"]);
    }),
});

Deno.test({
  name: "zsh completes commands, options and names",
  ignore: !await isThere("zsh"),
  fn: () =>
    inTempDir(async (folder) => {
      const script = await writeScript("zsh", folder);
      await run("zsh", ["-f", "-n", script]);
      // Outside the line editor, stand-ins for zsh's own functions show what it would offer.
      const complete = (...words: string[]) =>
        run("zsh", [
          "-f",
          "-c",
          `source ${script}; _describe() { print -l -- \${(P)2} }; _files() { print FILES }; ` +
          `compadd() { shift; print -l -- $@ }; words=(cbm ${words.map((word) => `'${word}'`).join(" ")}); ` +
          `CURRENT=\${#words}; PREFIX=$words[-1]; _cbm`,
        ]);
      assert.match(await complete("re"), /^reproduce:Run a table/m);
      assert.match(await complete("train", "--mod"), /^--model:a network$/m);
      assert.match(await complete("train", "--model", ""), /^resnet18_imagenet$/m);
      assert.match(await complete("new", ""), /^measure$/m);
      assert.equal(await complete("train", "--out", ""), "FILES\n");
    }),
});
