import assert from "node:assert/strict";
import { UsageError } from "../../../src/errors.ts";
import { DEFAULT_SLURM, slurmDirectives } from "../../../src/experiment/executor/slurm/options.ts";
import { slurmScript } from "../../../src/experiment/executor/slurm/script.ts";

const parts = {
  jobName: "cbm-0123",
  logs: "/store/.slurm/cbm-0123",
  directory: "/home/me/my project",
  deno: "/opt/deno",
  commands: [["train", "--out", "runs/it's one"], ["train", "--out", "runs/$two"]],
  slurm: DEFAULT_SLURM,
};

Deno.test("slurmDirectives() contains the given options and nothing else", () => {
  assert.deepEqual(slurmDirectives(DEFAULT_SLURM), ["--cpus-per-task=1"]);
  assert.deepEqual(
    slurmDirectives({
      ...DEFAULT_SLURM,
      ...{ partition: "gpu", time: "1-00:00:00", gpus: "a100:1", cpus: 8, memory: "16G" },
      extra: ["--account=vision", "-x node[1-3]"],
    }),
    [
      ...["--partition=gpu", "--time=1-00:00:00", "--gpus=a100:1", "--cpus-per-task=8", "--mem=16G"],
      ...["--account=vision", "-x node[1-3]"],
    ],
  );
});

Deno.test("slurmDirectives() rejects values that would form other directives, or none", () => {
  assert.throws(() => slurmDirectives({ ...DEFAULT_SLURM, partition: "a\n#SBATCH --uid=0" }), UsageError);
  assert.throws(() => slurmDirectives({ ...DEFAULT_SLURM, memory: "" }), UsageError);
  assert.throws(
    () => slurmDirectives({ ...DEFAULT_SLURM, extra: ["account=x"] }),
    /write it as --account=NAME/,
  );
  assert.throws(() => slurmDirectives({ ...DEFAULT_SLURM, extra: ["--a=1\n--b=2"] }), UsageError);
});

Deno.test("slurmScript() has one task per command, at most the requested number at a time", () => {
  const script = slurmScript({ ...parts, atATime: 4 });
  const head = script.split("\n").filter((line) => line.startsWith("#SBATCH"));
  for (const line of ["--array=0-1%4", "--job-name=cbm-0123", "--requeue", "--open-mode=append"]) {
    assert.ok(head.includes(`#SBATCH ${line}`), line);
  }
  assert.match(slurmScript(parts), /^#SBATCH --array=0-1$/m);
  assert.match(script, /^#!\/bin\/bash\n#SBATCH/, "Slurm reads directives before the first command alone");
});

Deno.test("slurmScript() quotes every word for bash", () => {
  const script = slurmScript(parts);
  assert.ok(script.includes(`  0) command=(train --out 'runs/it'\\''s one') ;;`));
  assert.ok(script.includes(`  1) command=(train --out 'runs/$two') ;;`));
});

Deno.test("slurmScript() runs the commands in the folder they were submitted from, and nowhere else", () => {
  const script = slurmScript(parts);
  const folder = script.indexOf("cd '/home/me/my project' || exit 1\n");
  assert.ok(folder > 0 && folder < script.indexOf("/opt/deno run"));
});
