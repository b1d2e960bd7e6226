/** The groups of options in the help of commands with many options. */
import type { Command } from "commander";

/** Commands with at most so many options list them without groups. */
const FEW = 8;

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Training:": [
    ...[
      "epochs",
      "evaluate-every",
      "batch",
      "lr",
      "lr-schedule",
      "label-smoothing",
      "optimizer",
      "precision",
    ],
    ...["ema", "augment", "select", "seed", "seeds", "train-size", "test-size"],
  ],
  "Initial weights:": ["weights", "strip-prefix", "replace-head", "freeze"],
  "Detectors:": ["confidence", "overlap", "most", "multi-label", "names", "draw", "definition"],
  "This machine:": [
    ...["backend", "data-dir", "memory-cap", "workers", "jobs", "checkpoint-minutes", "executor"],
    ...["shards", "shard"],
  ],
  "Cluster (--executor slurm):": ["wait", "dry-run"],
  "Output:": ["out", "resume", "title", "note", "tensorboard", "export-voc", "wide", "quiet", "json"],
};

/** Sorts the options of a command into groups, if it has many; those of no group come first. */
export function groupOptions(command: Command): void {
  for (const option of command.options) {
    if (Array.isArray(option.defaultValue)) option.defaultValueDescription = "none";
  }
  if (command.options.length <= FEW) return;
  for (const option of command.options) {
    const name = option.long!.replace(/^--(no-)?/, "");
    const group = name.startsWith("slurm-")
      ? "Cluster (--executor slurm):"
      : Object.entries(GROUPS).find(([, names]) => names.includes(name))?.[0];
    if (group !== undefined) option.helpGroup(group);
  }
}
