/** Where and with what a run was computed: for `environment.json` and the report. */
import { dirname, fromFileUrl, join } from "@std/path";
import { version_core } from "@tensorflow/tfjs-core";
import { cpus, totalmem } from "node:os";
import denoJson from "../../deno.json" with { type: "json" };
import type { BackendInfo } from "../backend/mod.ts";
import type { Dataset } from "../data/types.ts";
import { gitCommit } from "./git_commit.ts";
import { sourceHash } from "./source_hash.ts";
import { vectorInstructions } from "./vector_instructions.ts";

/** One sitting of a run; a resumed run has several. */
export interface Session {
  /** ISO 8601, UTC. */
  readonly started: string;
  /** Wall time of the sitting that finished the run. */
  readonly seconds?: number;
  readonly version: string;
  /** The commit of this program, where it runs from a git checkout. */
  readonly commit: string | null;
  /** SHA-256 of the program's files, edited or not: equal ones ran equal code, whatever the commit says. */
  readonly source: string | null;
  readonly deno: string;
  readonly v8: string;
  readonly os: string;
  readonly cpu: string;
  /** Which of AVX2, AVX-512 and their extensions the processor has; null where the system does not tell. */
  readonly instructions: readonly string[] | null;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly backend: BackendInfo;
  readonly dataset: { readonly name: string; readonly train: string; readonly test: string };
}

/** The commit of this program. */
const ownCommit = async (): Promise<string | null> =>
  import.meta.url.startsWith("file:")
    ? await gitCommit(join(dirname(fromFileUrl(import.meta.url)), "..", ".."))
    : null;

/**
 * What would keep a resumed run from giving the same numbers: another backend, another number of threads, or other
 * pixels than in the sitting before.
 *
 * @returns what to do about it, or undefined where all is the same
 */
export function resumeObstacle(before: Session, now: Session): string | undefined {
  if (before.backend.name !== now.backend.name) {
    return `it was started on ${before.backend.name}: add --backend ${before.backend.name}`;
  }
  const threads = before.backend.details.threads;
  if (threads !== now.backend.details.threads) {
    return `it was started with ${threads} threads: set TF_NUM_INTRAOP_THREADS=${threads}`;
  }
  const own = before.backend.details.ownOperations ?? false;
  const ownNow = now.backend.details.ownOperations ?? false;
  if (own !== ownNow) {
    if (own === false) return "it was started without operations of our own: set CBM_OWN_OPERATIONS=0";
    return `it was started with operations of our own (${own}), and here are ${
      ownNow === false ? "none: run `deno task setup`, and do not set CBM_OWN_OPERATIONS=0" : "others"
    }`;
  }
  const { train, test } = before.dataset;
  if (train !== now.dataset.train || test !== now.dataset.test) {
    return `its images of ${before.dataset.name} were others: name the folder of those by --data-dir`;
  }
  return undefined;
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

/** Describes the sitting that starts now. */
export async function startSession(backend: BackendInfo, dataset: Dataset): Promise<Session> {
  const { name, train, test } = dataset;
  return {
    ...await describeMachine(backend),
    dataset: { name, train: train.contentHash, test: test.contentHash },
  };
}
