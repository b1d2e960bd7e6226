/** Describes where and with what a run is computed, for `environment.json` and the report. */
import { dirname, fromFileUrl, join } from "@std/path";
import { version_core } from "@tensorflow/tfjs-core";
import { cpus, totalmem } from "node:os";
import denoJson from "../../deno.json" with { type: "json" };
import type { BackendInfo } from "../backend/mod.ts";
import type { Dataset } from "../data/types.ts";
import { gitCommit } from "./git_commit.ts";
import type { Session, StoredSession } from "./run_folder/mod.ts";
import { sourceHash } from "./source_hash.ts";
import { vectorInstructions } from "./vector_instructions.ts";

/** Returns the commit of this program; null if it does not run from a git checkout. */
const ownCommit = async (): Promise<string | null> =>
  import.meta.url.startsWith("file:")
    ? await gitCommit(join(dirname(fromFileUrl(import.meta.url)), "..", ".."))
    : null;

/**
 * Finds what would keep a resumed run from giving the same numbers: another backend, another number of threads,
 * or other pixels than in the session before. What that session did not record is not compared.
 *
 * @returns the difference and the remedy, or undefined if there is none
 */
export function resumeObstacle(before: StoredSession, now: Session): string | undefined {
  return backendObstacle(before.backend, now.backend) ?? datasetObstacle(before.dataset, now.dataset);
}

function backendObstacle(before: BackendInfo | undefined, now: BackendInfo): string | undefined {
  if (before === undefined) return undefined;
  if (before.name !== now.name) return `it was started on ${before.name}: add --backend ${before.name}`;
  const { threads } = before.details;
  if (threads !== now.details.threads) {
    return `it was started with ${threads} threads: set TF_NUM_INTRAOP_THREADS=${threads}`;
  }
  const own = before.details.ownOperations ?? false, ownNow = now.details.ownOperations ?? false;
  if (own === ownNow) return undefined;
  if (own === false) return "it was started without operations of our own: set CBM_OWN_OPERATIONS=0";
  return `it was started with operations of our own (${own}), and here are ${
    ownNow === false ? "none: run `deno task cbm setup`, and do not set CBM_OWN_OPERATIONS=0" : "others"
  }`;
}

function datasetObstacle(
  before: Session["dataset"] | undefined,
  now: Session["dataset"],
): string | undefined {
  if (before === undefined || (before.train === now.train && before.test === now.test)) return undefined;
  return `its images of ${before.name} were others: name the folder of those by --data-dir`;
}

/** Describes this program and the machine that it runs on now. */
export async function describeMachine(backend: BackendInfo): Promise<Omit<Session, "dataset">> {
  const cores = cpus();
  return {
    started: new Date().toISOString(),
    version: denoJson.version,
    commit: await ownCommit(),
    source: await sourceHash(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    os: `${Deno.build.os} ${Deno.build.arch}`,
    cpu: cores[0]?.model ?? "unknown",
    instructions: await vectorInstructions(),
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    backend: { ...backend, details: { tfjs: version_core, ...backend.details } },
  };
}

/** Describes the session that starts now. */
export async function startSession(backend: BackendInfo, dataset: Dataset): Promise<Session> {
  const { name, train, test } = dataset;
  return {
    ...await describeMachine(backend),
    dataset: { name, train: train.contentHash, test: test.contentHash },
  };
}
