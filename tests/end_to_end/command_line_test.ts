import assert from "node:assert/strict";
import denoJson from "../../deno.json" with { type: "json" };
import { cbm, cbmDone, cbmRefused, denoArguments, twoAtATime } from "./command.ts";

const COMMANDS = [
  "salience",
  "schedule",
  "mask",
  "predict",
  "train",
  "evaluate",
  "export",
  "models",
  "data",
  "reproduce",
  "analyze",
  "report",
  "notebooks",
  "new",
  "bench",
  "doctor",
  "setup",
];

Deno.test("cbm --help lists every command, and each has its own help", async () => {
  const { stdout } = await cbmDone(["--help"]);
  for (const command of COMMANDS) assert.match(stdout, new RegExp(`^ +${command}\\b`, "m"));
  await twoAtATime(COMMANDS, async (command) => {
    const help = await cbmDone([command, "--help"]);
    assert.match(help.stdout, new RegExp(`Usage: deno task cbm ${command}`));
    assert.match(help.stdout, /--help/);
    const [options = "", examples = ""] = help.stdout.split("\nExamples:\n");
    for (const line of examples.trim().split("\n")) {
      assert.match(line.trim(), new RegExp(`^deno task cbm ${command}( |$)`));
      for (const [option] of line.matchAll(/--[a-z-]+/g)) assert.ok(options.includes(option), line);
    }
  });
});

Deno.test("cbm --version gives the version of deno.json", async () => {
  assert.equal((await cbmDone(["--version"])).stdout, `${denoJson.version}\n`);
});

/** Options that a command needs before it checks for unknown ones. */
const REQUIRED: Readonly<Record<string, string>> = {
  salience: "--out x",
  schedule: "--name linear --epochs 1",
  mask: "--images x --salience x --ratio 0 --out x",
  predict: "--model x --classes 1 --weights x --images x --out x",
  train: "--out x",
  evaluate: "--run x",
  export: "--out x",
  analyze: "x",
  report: "x --out x",
};

Deno.test("every command rejects an unknown option", async () => {
  await twoAtATime(COMMANDS, async (command) => {
    const required = REQUIRED[command]?.split(" ") ?? [];
    await cbmRefused([command, ...required, "--nonsense"], 2, ["--nonsense"]);
  });
});

Deno.test("cbm rejects an unknown command and too many arguments", async () => {
  await cbmRefused(["trian"], 2, ["trian"]);
  await cbmRefused(["schedule", "linear", "--name", "linear", "--epochs", "3"], 2, ["too many arguments"]);
});

Deno.test("cbm without a command shows its help and exits with 2", async () => {
  const { code, stderr } = await cbm([]);
  assert.equal(code, 2);
  assert.match(stderr, /reproduce/);
});

Deno.test("cbm names a missing required option", async () => {
  await cbmRefused(["schedule", "--epochs", "3"], 2, ["--name"]);
  await cbmRefused(["train"], 2, ["--out"]);
});

Deno.test("no task of the command line has all permissions", () => {
  for (const command of COMMANDS) {
    const args = denoArguments([command]);
    assert.ok(!args.includes("--allow-all") && !args.includes("-A"), command);
    assert.ok(
      !args.includes("--allow-write") || !args.includes("--allow-run") || command === "setup",
      command,
    );
  }
});

Deno.test("no task may run arbitrary programs", () => {
  for (const [name, { command }] of Object.entries(denoJson.tasks)) {
    assert.doesNotMatch(command, /--allow-run(?!=)|--allow-all|-A\b/, name);
  }
});
