/** `cbm doctor`: available backends, missing parts, and how to get them. */
import type { Command } from "commander";
import type { Diagnosis } from "../src/backend/doctor.ts";
import { printJson } from "./cli.ts";

/** Adds the command. */
export function register(program: Command): void {
  program.command("doctor")
    .description(
      "Show available and missing backends, how to get them, versions, machine and caches.",
    )
    .option("--json", "print as JSON")
    .action(async (options) => {
      const { diagnose } = await import("../src/backend/doctor.ts");
      const diagnosis = await diagnose();
      if (options.json) printJson(diagnosis);
      else console.log(describe(diagnosis));
    });
}

const size = (bytes: number | null): string => {
  if (bytes === null) return "unknown";
  const [unit, divisor] = bytes >= 1e9 ? ["GB", 1e9] as const : ["MB", 1e6] as const;
  return `${(bytes / divisor).toFixed(1)} ${unit}`;
};

function describe({ versions, machine, backends, tensorflow, tools, cache }: Diagnosis): string {
  const lines = ["Backends (auto uses the first available one that is not marked slow)"];
  for (const { name, available, description, remedy } of backends) {
    lines.push(`  ${available ? "✓" : "✗"} ${name}: ${description}${remedy ? `\n    ${remedy}` : ""}`);
  }
  if (tensorflow === null) {
    lines.push("  setup can use:");
    for (const [tool, version] of Object.entries(tools)) lines.push(`    ${tool}: ${version ?? "missing"}`);
  }
  lines.push("Machine", `  ${machine.system}`);
  lines.push(`  ${machine.processor ?? "unknown processor"}, ${machine.cores ?? "?"} cores`);
  lines.push(`  ${size(machine.memory)} memory, ${size(machine.freeMemory)} free`);
  for (const gpu of machine.nvidia) lines.push(`  NVIDIA ${gpu}`);
  lines.push("Versions", ...Object.entries(versions).map(([name, version]) => `  ${name} ${version}`));
  lines.push(`Cache: ${cache.folder ?? "no folder"} (${size(cache.freeSpace)} free)`);
  for (const [name, bytes] of Object.entries(cache.sizes)) lines.push(`  ${name}: ${size(bytes)}`);
  return lines.join("\n");
}
