/** `cbm bench`: the speed of training steps on this machine. */
import { type Command, Option } from "commander";
import type { BenchmarkRow } from "../src/bench/benchmark.ts";
import type { PeerComparison } from "../src/bench/peer.ts";
import { parseNumber, precisionOption, printJson, withBackend } from "./cli.ts";

const whole = parseNumber({ min: 1, integer: true });

/** Adds the command. */
export function register(program: Command): void {
  withBackend(
    program.command("bench")
      .description("Measure training steps: images per second, share of peak speed, memory, tensors.")
      .option(
        "--model <spec>",
        "a model, such as resnet18 or yolov5n (default: ResNet-18 of three widths)",
        undefined,
      )
      .option("--batch <n>", "images per step", parseNumber({ min: 1, max: 65_536, integer: true }), 64)
      .option("--size <n>", "pixels per side", parseNumber({ min: 1, max: 4096, integer: true }), 32)
      .option("--method <spec>", "conventional or cbm", "cbm")
      .option("--optimizer <spec>", "sgd, adamax or adamw", "sgd")
      .addOption(precisionOption().default("fp32"))
      .option("--steps <n>", "measured steps, after two warm-up steps", whole, 10)
      .option("--profile", "print the time per step of each primitive")
      .option(
        "--peer <command>",
        "alternate with this program; its last line must be JSON with images_per_second (and peak_mib, for memory)",
      )
      .option("--pairs <n>", "number of alternations with --peer", whole, 9)
      .addOption(
        new Option(
          "--overhead",
          "measure the cost of masking instead: salience, masks, memory, for 32 to 224 px; with --model, for that " +
            "model at --size and --batch",
        ).conflicts(["peer", "profile", "method", "optimizer", "precision"]),
      )
      .addOption(
        new Option(
          "--job <words>",
          'measure whole jobs instead: runs of `cbm train` with these words, such as "--model resnet18:width=16 ' +
            '--dataset cifar10 --epochs 2"; --pairs of them, in turn with a --peer that prints seconds',
        ).conflicts(["overhead", "profile", "model"]),
      )
      .option("--json", "print an array of rows as JSON"),
  ).action(async (options) => {
    const { parseBackend } = await import("./backend_option.ts");
    if (options.overhead) {
      const { benchOverhead } = await import("./bench_overhead.ts");
      return await benchOverhead({ ...options, backend: parseBackend(options.backend) });
    }
    if (options.job !== undefined) {
      const { benchJob } = await import("./bench_job.ts");
      return await benchJob(options);
    }
    const { benchmarkStep } = await import("../src/bench/benchmark.ts");
    const { loadCode } = await import("../src/experiment/own_code.ts");
    const { model, method, optimizer } = options;
    await loadCode({ model, method, optimizer });
    const { comparePeer } = await import("../src/bench/peer.ts");
    const models = options.model === undefined
      ? ["resnet18:width=8", "resnet18:width=16", "resnet18"]
      : [options.model];
    const rows: ComparedRow[] = [];
    for (const model of models) {
      const measure = () => benchmarkStep({ ...options, model, backend: parseBackend(options.backend) });
      const row: ComparedRow = options.peer === undefined
        ? await measure()
        : await comparePeer(options.peer, options.pairs, measure);
      if (!options.json) {
        if (rows.length === 0) console.log(describeEnvironment(row));
        console.log(describe(row, options.profile ?? false));
      }
      rows.push(row);
    }
    if (options.json) printJson(rows);
  });
}

type ComparedRow = BenchmarkRow & { readonly peer?: PeerComparison };

/** Describes the environment of the measurement. */
function describeEnvironment({ environment }: BenchmarkRow): string {
  const { version, source, deno, os, cpu, cores, started, backend } = environment;
  return [
    `version ${version}, source ${source?.slice(0, 12) ?? "unknown"}`,
    `Deno ${deno}, TensorFlow.js ${backend.details.tfjs}, ${backend.description}`,
    `${cpu}, ${cores} cores, ${os}`,
    started,
  ].join("; ");
}

function describe({ peer, ...row }: ComparedRow, profile: boolean): string {
  const lines = [
    `${row.model} ${row.method}, batch ${row.batch}, ${row.size} px, ${row.backend} ${row.precision}: ` +
    `${row.images_per_second.toFixed(1)} images/s (${row.seconds_per_step.toFixed(4)} s per step, ` +
    `median of ${peer === undefined ? `${row.steps} steps` : `${peer.pairs} runs`}), ${
      row.gflops_per_second.toFixed(0)
    } GFLOP/s, ` +
    `${
      (row.gflops_per_second / row.matmul_gflops_per_second).toFixed(2)
    } of the fastest 1024³ matrix product; ` +
    `normalise and mask ${(100 * row.normalize_and_mask_share).toFixed(2)} % of it; ` +
    `${row.tensors} tensors, ${row.resident_mib} MiB resident, ${row.peak_mib} MiB peak`,
  ];
  if (peer !== undefined) {
    const { ratio, pairs, images_per_second, peak_mib, peak_ratio } = peer;
    lines.push(
      `  ${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)} to ${
        ratio.max.toFixed(2)
      } over ${pairs} pairs) of the ` +
        `peer's speed, ${images_per_second.toFixed(1)} images/s` +
        (peak_ratio === undefined ? "" : `; ${peak_ratio.toFixed(2)} of its peak memory, ${peak_mib} MiB`),
    );
  }
  if (profile) {
    for (const { name, calls, seconds, flops } of row.profile) {
      const rate = flops === 0 ? "" : `  ${(flops / seconds / 1e9).toFixed(0)} GFLOP/s`;
      lines.push(
        `  ${name.padEnd(22)} ${(seconds * 1000).toFixed(2).padStart(9)} ms  ${
          calls.toFixed(1).padStart(6)
        } calls${rate}`,
      );
    }
  }
  return lines.join("\n");
}
