import assert from "node:assert/strict";
import { hostname } from "node:os";
import { join } from "@std/path";
import { InputError } from "../../src/errors.ts";
import { claimRun, saysBusy } from "../../src/experiment/claim.ts";
import { inTempDir } from "../end_to_end/command.ts";

/** A claim that another process left, some of it as given. */
async function leaveClaim(folder: string, given: Record<string, unknown>): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const claim = { host: "elsewhere", boot: 1, pid: 77, slurmJob: null, since: "2026-01-01T00:00:00.000Z" };
  await Deno.writeTextFile(join(folder, "1.json"), JSON.stringify({ ...claim, ...given }));
}

const isBusy = (error: unknown) => error instanceof InputError && saysBusy(error.message);

Deno.test("claimRun() claims a run that is free, released, or left by a dead process of this machine", async () => {
  await inTempDir(async (folder) => {
    const release = await claimRun("run", join(folder, "free"));
    await release();
    await (await claimRun("run", join(folder, "free")))();
    for (const left of [{ host: hostname() }, { boot: Date.now() / 1000 - Deno.osUptime() }]) {
      const claims = join(folder, `left ${Object.keys(left)}`);
      await leaveClaim(claims, left);
      await claimRun("run", claims);
    }
  });
});

Deno.test("claimRun() leaves a run to a process of another machine, and explains how to end the claim", async () => {
  await inTempDir(async (folder) => {
    await leaveClaim(folder, {});
    let message = "";
    await assert.rejects(() => claimRun("runs/a", folder), (error) => {
      message = (error as Error).message;
      return isBusy(error);
    });
    for (const word of ["runs/a", "process 77 on elsewhere", "2026-01-01"]) assert.ok(message.includes(word));
    const file = /delete (.+)$/.exec(message)![1]!;
    await Deno.remove(file);
    await claimRun("runs/a", folder);
  });
});

Deno.test("claimRun() takes over from an earlier start of its own Slurm job, not from another job", async () => {
  await inTempDir(async (folder) => {
    const before = Deno.env.get("SLURM_JOB_ID");
    Deno.env.set("SLURM_JOB_ID", "41");
    try {
      await leaveClaim(join(folder, "own"), { slurmJob: "41" });
      await claimRun("run", join(folder, "own"));
      await leaveClaim(join(folder, "other"), { slurmJob: "42" });
      await assert.rejects(() => claimRun("run", join(folder, "other")), isBusy);
    } finally {
      if (before === undefined) Deno.env.delete("SLURM_JOB_ID");
      else Deno.env.set("SLURM_JOB_ID", before);
    }
  });
});

Deno.test("of many machines that claim a run at once, exactly one gets it, even after a dead process", async () => {
  await inTempDir(async (folder) => {
    for (const dead of [false, true]) {
      const claims = join(folder, `dead ${dead}`);
      if (dead) await leaveClaim(claims, { boot: 5 });
      const claimants = Array.from({ length: 20 }, (_, machine) => {
        // Containers of one machine see the dead process as dead, but not other machines' claims.
        const claim = { host: `machine${machine}`, boot: dead && machine === 0 ? 5 : 1000 + 10 * machine };
        return claimRun("run", claims, { ...claim, pid: 1, slurmJob: null, since: "now" });
      });
      const outcomes = await Promise.allSettled(claimants);
      const won = outcomes.filter(({ status }) => status === "fulfilled").length;
      assert.equal(won, 1);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") assert.ok(isBusy(outcome.reason), outcome.reason);
      }
    }
  });
});
