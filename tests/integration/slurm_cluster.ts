/** A Slurm of one node for tests: Debian's, on the loopback alone, with all its files in a temporary folder. */
import { hostname, userInfo } from "node:os";
import { join } from "@std/path";

const NEEDED = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo"];

/** The programs of Slurm that are not installed here. */
export async function missingPrograms(): Promise<string[]> {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const isThere = async (program: string) => {
    for (const folder of folders) {
      if (await Deno.stat(join(folder, program)).then(({ isFile }) => isFile, () => false)) return true;
    }
    return false;
  };
  const missing: string[] = [];
  for (const program of NEEDED) if (!await isThere(program)) missing.push(program);
  return missing;
}

/** Runs one of Slurm's programs, which must succeed. */
export async function slurm(program: string, ...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args }).output();
  if (!success) throw new Error(`${program} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

function configuration(folder: string): string {
  const host = hostname().split(".")[0]!, { username } = userInfo();
  return `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${freePort()}
SlurmdPort=${freePort()}
SlurmUser=${username}
SlurmdUser=${username}
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=2,bf_interval=2
KillWait=5
ReturnToService=2
NodeName=${host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`;
}

/** A program that stays in the foreground, its words in a file. */
function daemon(program: string, args: string[]): Deno.ChildProcess {
  return new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "null" }).spawn();
}

/** Starts slurmd; which of its plug-ins for control groups it starts with depends on the machine and its version. */
async function startNode(folder: string): Promise<Deno.ChildProcess> {
  for (const plugin of ["disabled", "cgroup/v1", "cgroup/v2"]) {
    await Deno.writeTextFile(join(folder, "cgroup.conf"), `CgroupPlugin=${plugin}\n`);
    const node = daemon("slurmd", ["-D", "-L", join(folder, "slurmd.log")]);
    let ended = false;
    node.status.then(() => ended = true);
    for (let look = 0; look < 100 && !ended; look++) {
      if ((await slurm("sinfo", "--noheader", "--format=%T").catch(() => "")).startsWith("idle")) return node;
      await wait(200);
    }
    if (!ended) node.kill();
    await node.status;
  }
  throw new Error(`slurmd does not start: ${await Deno.readTextFile(join(folder, "slurmd.log"))}`);
}

/**
 * Runs a test beside a running Slurm with two cores.
 *
 * @param work is given a temporary folder
 */
export async function withSlurm(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "cbm-slurm-" }), daemons: Deno.ChildProcess[] = [];
  const config = join(folder, "slurm.conf"), before = Deno.env.get("SLURM_CONF");
  try {
    await Deno.chmod(folder, 0o755); // munged wants its socket where everybody can reach it
    for (const name of ["state", "spool", "work"]) await Deno.mkdir(join(folder, name));
    const key = join(folder, "munge.key");
    await Deno.writeFile(key, crypto.getRandomValues(new Uint8Array(1024)), { mode: 0o400 });
    await Deno.writeTextFile(config, configuration(folder));
    Deno.env.set("SLURM_CONF", config);
    const munge = Object.entries({
      socket: "socket",
      "pid-file": "pid",
      "log-file": "log",
      "seed-file": "seed",
    });
    daemons.push(daemon("munged", [
      "--foreground",
      `--key-file=${key}`,
      ...munge.map(([option, ending]) => `--${option}=${folder}/munge.${ending}`),
    ]));
    while (!await Deno.stat(join(folder, "munge.socket")).then(() => true, () => false)) await wait(50);
    daemons.push(daemon("slurmctld", ["-D", "-c", "-L", join(folder, "slurmctld.log")]));
    daemons.push(await startNode(folder));
    await work(join(folder, "work"));
  } finally {
    await slurm("scancel", `--user=${userInfo().username}`).catch(() => {});
    for (let look = 0; look < 50 && await slurm("squeue", "--noheader").catch(() => ""); look++) {
      await wait(200);
    }
    for (const child of daemons.reverse()) {
      child.kill();
      await child.status;
    }
    if (before === undefined) Deno.env.delete("SLURM_CONF");
    else Deno.env.set("SLURM_CONF", before);
    await Deno.remove(folder, { recursive: true });
  }
}
