/** The script of an array job: one task per job, restarted if that can help. */
import { programArguments } from "../program.ts";
import { slurmDirectives, type SlurmOptions } from "./options.ts";

/** The parts of a job script. */
export interface ScriptParts {
  /** The job's name in Slurm's queue. */
  readonly jobName: string;
  /** An absolute path of the folder for the tasks' logs, one file each. */
  readonly logs: string;
  /** The folder that relative paths in the commands start from: that of the submitting process. */
  readonly directory: string;
  /** Deno's executable. */
  readonly deno: string;
  /** The arguments of each task's command. */
  readonly commands: readonly (readonly string[])[];
  /** Largest number of simultaneous tasks; limited only by the cluster if omitted. */
  readonly atATime?: number | undefined;
  readonly slurm: SlurmOptions;
}

/** Seconds before the time limit at which a task is stopped so that it can be restarted. */
const WARNING_SECONDS = 60;

/**
 * Quotes a word for bash.
 *
 * @example
 * ```ts
 * import { shellWord } from "./script.ts";
 *
 * console.assert(shellWord("it's") === "'it'\\''s'" && shellWord("--out") === "--out");
 * ```
 */
export const shellWord = (word: string): string =>
  /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

const shellWords = (words: readonly string[]) => words.map(shellWord).join(" ");

/**
 * Writes the script. A task that fails, is killed, or comes near its time limit goes back into the queue and
 * resumes from its checkpoint; Slurm itself requeues tasks that it pre-empts or whose machine fails. A task
 * with a usage error (exit code 2) would fail again, and a cancelled one must stay cancelled, so neither is
 * restarted.
 */
export function slurmScript(
  { jobName, logs, directory, deno, commands, atATime, slurm }: ScriptParts,
): string {
  const directives = [
    `--job-name=${jobName}`,
    `--array=0-${commands.length - 1}${atATime === undefined ? "" : `%${atATime}`}`,
    `--output=${logs}/%a.log`,
    "--open-mode=append",
    "--requeue",
    `--signal=B:USR1@${WARNING_SECONDS}`,
    ...slurmDirectives(slurm),
  ];
  return `#!/bin/bash
${directives.map((directive) => `#SBATCH ${directive}\n`).join("")}
# Slurm goes on in /tmp where this folder is missing, and relative paths would name other files there.
cd ${shellWord(directory)} || exit 1

case "$SLURM_ARRAY_TASK_ID" in
${commands.map((words, index) => `  ${index}) command=(${shellWords(words)}) ;;\n`).join("")}esac

# The same number of threads at each start: the last bits depend on it.
export TF_NUM_INTRAOP_THREADS=${slurm.cpus} CBM_KERNEL_THREADS=${slurm.cpus} CBM_WASM_THREADS=${slurm.cpus}

again() {
  [ "\${SLURM_RESTART_COUNT:-0}" -lt ${slurm.restarts} ] || return
  echo "restart $((\${SLURM_RESTART_COUNT:-0} + 1)) of ${slurm.restarts}: $1" >&2
  scontrol requeue "$SLURM_JOB_ID" && sleep 60 # Slurm ends this start meanwhile
}

${shellWords([deno, ...programArguments([], ["--allow-run=squeue"])])} "\${command[@]}" &
child=$!
trap 'kill "$child" 2>/dev/null; wait "$child"; again "the time limit is near"; exit 1' USR1
trap 'kill "$child" 2>/dev/null; exit 143' TERM # cancelled
wait "$child"
code=$?
[ "$code" -eq 0 ] || [ "$code" -eq 2 ] || again "exit code $code"
exit "$code"
`;
}
