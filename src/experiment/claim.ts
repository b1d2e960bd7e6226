/**
 * Claims on runs, for file systems that several machines share.
 *
 * The operating system's lock keeps the processes of one machine apart and dies with its holder, but not
 * every shared file system passes it on to other machines. A process that works on a run therefore also
 * claims it. Claims are numbered files that are created only if they do not exist, and never changed or
 * deleted. Two processes thus cannot both claim one number, and none can remove a claim that is newer than
 * the one it found dead. A claim ends when a second file is written, by its holder or by a process that found
 * the holder dead.
 *
 * @module
 */
import { join } from "@std/path";
import { hostname } from "node:os";
import { InputError } from "../errors.ts";
import { toBytes, writeAll, writeNew } from "../io/atomic.ts";
import { exists } from "../io/exists.ts";
import { explainFileError } from "../io/file_errors.ts";
import { slurmJobRuns } from "./executor/slurm/queue.ts";

/** The contents of a claim: its holder. */
export interface Claim {
  readonly host: string;
  /**
   * Boot time of the machine, in seconds since 1970; identifies the machine, as its containers differ in
   * name.
   */
  readonly boot: number;
  readonly pid: number;
  /** The Slurm job that the process belongs to. */
  readonly slurmJob: string | null;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** The beginning of messages about a claimed run. */
const BUSY = "Another process is working on the run in";

/** Tells whether the output of a run says that another process works on it. */
export const saysBusy = (words: string): boolean => words.includes(BUSY);

/** Creates the error for a run that another process on this machine works on. */
export const busyHere = (run: string): InputError =>
  new InputError(`${BUSY} ${run}: wait for it, or stop it`);

/**
 * Claims a run for a process that holds the operating system's lock on it.
 *
 * @param run the run's folder
 * @param folder the folder of its claims; created if missing
 * @param own the contents of the claim
 * @returns a function that ends the claim
 * @throws {InputError} if another process holds one, or seems to
 */
export async function claimRun(
  run: string,
  folder: string,
  own: Claim = thisProcess(),
): Promise<() => Promise<void>> {
  for (;;) {
    const number = await latestNumber(folder);
    if (number > 0 && !await isOver(folder, number)) {
      const claim = await readClaim(folder, number);
      if (claim !== undefined) await refuseIfHeld(claim, own, run, claimFile(folder, number));
      await endClaim(folder, number);
    }
    if (await createNew(claimFile(folder, number + 1), own)) return () => endClaim(folder, number + 1);
  }
}

const claimFile = (folder: string, number: number) => join(folder, `${number}.json`);
const overFile = (folder: string, number: number) => join(folder, `${number}.over`);
const isOver = (folder: string, number: number) => exists(overFile(folder, number));
const endClaim = async (folder: string, number: number) =>
  void await createNew(overFile(folder, number), null);

async function refuseIfHeld(claim: Claim, own: Claim, run: string, file: string): Promise<void> {
  const { host, boot, pid, slurmJob, since } = claim;
  if (host === own.host) return; // on one machine the lock alone tells, and it is ours
  if (slurmJob !== null) {
    if (slurmJob === own.slurmJob) return; // before the job was requeued
    const runs = await slurmJobRuns(slurmJob);
    if (runs === false) return;
    if (runs) {
      throw new InputError(`${BUSY} ${run}: Slurm job ${slurmJob} on ${host}. Wait for it, or stop it`);
    }
  } else if (Math.abs(boot - own.boot) <= 2) return;
  throw new InputError(
    `${BUSY} ${run}, apparently: process ${pid} on ${host}${
      slurmJob === null ? "" : ` (Slurm job ${slurmJob})`
    } ` +
      `since ${since}. This machine cannot tell whether it is still running; if it has ended, delete ${file}`,
  );
}

function thisProcess(): Claim {
  return {
    host: hostname(),
    boot: Math.round(Date.now() / 1000 - Deno.osUptime()),
    pid: Deno.pid,
    slurmJob: Deno.env.get("SLURM_JOB_ID") ?? null,
    since: new Date().toISOString(),
  };
}

/** Finds the highest number of any claim; 0 if there is none. */
async function latestNumber(folder: string): Promise<number> {
  let latest = 0;
  try {
    for await (const { name } of Deno.readDir(folder)) {
      const number = /^(\d+)\.(json|over)$/.exec(name)?.[1];
      if (number !== undefined) latest = Math.max(latest, Number(number));
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw explainFileError(error, "read", folder);
  }
  return latest;
}

/** Time for a claimant to write its few bytes once the file is there. */
const WRITING_MS = 5000;

/** Reads a claim; undefined if its process died before writing it, or the file was deleted to end it. */
async function readClaim(folder: string, number: number): Promise<Claim | undefined> {
  for (const start = Date.now();;) {
    try {
      return JSON.parse(await Deno.readTextFile(claimFile(folder, number)));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      if (!(error instanceof SyntaxError)) throw explainFileError(error, "read", claimFile(folder, number));
    }
    if (Date.now() - start > WRITING_MS) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Creates a file; returns false if it exists already. */
async function createNew(path: string, value: unknown): Promise<boolean> {
  try {
    await writeNew(path, (file) => writeAll(file, toBytes(`${JSON.stringify(value)}\n`)));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw explainFileError(error, "write", path);
  }
}
