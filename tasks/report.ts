/** `cbm report DIR… --out DIR`: table, charts and a one-file report of runs. */
import type { Command } from "commander";
import type { Analysis } from "../src/analysis/analyze.ts";
import { type AnalyzeCommandOptions, analyzeWith, withAnalysis } from "./analyze.ts";
import { printJson, quoteWords, say } from "./cli.ts";

interface ReportCommandOptions extends AnalyzeCommandOptions {
  readonly out: string;
  readonly title?: string;
  readonly note?: string[];
  readonly dataDir?: string;
  readonly tensorboard?: string;
  readonly static?: boolean;
}

/** Adds the command. */
export function register(program: Command): void {
  withAnalysis(program.command("report"))
    .description("Write table.csv, table.md, table.tex, charts and report.html of finished runs.")
    .option("--out <dir>", "output folder", "report")
    .option("--title <text>", "title of the report (default: the experiment's)")
    .option(
      "--note <text>",
      "a note for readers; repeatable",
      (text: string, earlier: string[] | undefined) => [...(earlier ?? []), text],
    )
    .option("--data-dir <dir>", "folder that contains the data sets, for the sample images")
    .option("--static", "write the report without scripts: charts are pictures")
    .option("--tensorboard <dir>", "also write the runs' metrics to this folder, for tensorboard --logdir")
    .option("--json", "print the paths of the files as JSON")
    .action(async (dirs: string[], options: ReportCommandOptions) => {
      const analysis = await analyzeWith(dirs, options);
      const { writeReport } = await import("../src/report/write_report.ts");
      const { samplesOf } = await import("../src/report/samples.ts");
      const { networkCosts } = await import("../src/report/costs.ts");
      const { samples, pictures, answered, reason } = await samplesOf(analysis, options.dataDir);
      if (reason !== undefined) say(options, `No sample images in the report: ${reason}`);
      const files = await writeReport(analysis, options.out, {
        samples,
        pictures,
        answered,
        costs: await networkCosts(analysis),
        isStatic: options.static,
        title: options.title ?? analysis.declaration?.title ?? "Does Curriculum by Masking help?",
        command: await commandLine(dirs, options),
        notes: [...analysis.declaration?.notes ?? [], ...options.note ?? []],
      });
      const board = await boardFiles(analysis, options.tensorboard);
      if (options.json) return printJson({ ...files, ...board });
      say(
        options,
        `Wrote ${files.html}, ${files.csv}, ${files.markdown}, ${files.latex} and ${files.charts.length} chart files` +
          (board.tensorboard === undefined
            ? ""
            : `; event files for tensorboard --logdir ${options.tensorboard}`),
      );
    });
}

/** Writes the event files, if requested. */
async function boardFiles(analysis: Analysis, dir: string | undefined): Promise<{ tensorboard?: string[] }> {
  if (dir === undefined) return {};
  const { writeTensorBoard } = await import("../src/report/tensorboard/mod.ts");
  return { tensorboard: await writeTensorBoard(analysis, dir) };
}

/** Spells the command for readers to repeat, without paths of this machine. */
async function commandLine(dirs: string[], options: ReportCommandOptions): Promise<string> {
  const { out, title, compare = [], note = [], resamples, seed, skipUnfinished, dataDir } = options;
  const { basename, isAbsolute } = await import("@std/path");
  const place = (path: string) => isAbsolute(path) ? basename(path) : path;
  const words = [
    ...dirs.map(place),
    ...compare.flatMap((one) => ["--compare", one]),
    ...["--resamples", String(resamples), "--seed", String(seed)],
    ...(options.static ? ["--static"] : []),
    ...(skipUnfinished ? ["--skip-unfinished"] : []),
    ...(title === undefined ? [] : ["--title", title]),
    ...note.flatMap((one) => ["--note", one]),
    ...(dataDir === undefined ? [] : ["--data-dir", "DIR"]),
    ...["--out", place(out)],
  ];
  return `deno task cbm report ${quoteWords(words)}`;
}
