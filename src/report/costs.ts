/** Counts what runs cost: time, image-steps, and the size of the networks. */
import * as tf from "@tensorflow/tfjs-core";
import { type ColumnTable, from } from "arquero";
import type { Analysis, ArmSummary } from "../analysis/analyze.ts";
import { whole } from "../analysis/format.ts";
import { type Run, sessionText } from "../analysis/read_run.ts";
import { startBackend } from "../backend/mod.ts";
import { datasets } from "../data/mod.ts";
import { UsageError } from "../errors.ts";
import { modelFactory, models } from "../model/mod.ts";
import { NoDraws, summarizeNetwork } from "../model/summary.ts";
import { asSpec } from "../spec.ts";

/** The size of a network. */
export interface NetworkCost {
  /** The network's specification, and the number of classes. */
  readonly model: string;
  readonly classes: number;
  readonly parameters: number;
  /** Multiply-adds of one image's forward pass. */
  readonly macs: number;
  /** Pixels per side of that image. */
  readonly size: number;
}

const modelOf = ({ config }: Run): string => String(config.model ?? "");

/** Finds the pixels per side in a data set's specification or its defaults; undefined for code of your own. */
function sizeOf(dataset: string): number | undefined {
  const { name, options } = asSpec(dataset),
    size = Number(options.size ?? datasets.get(name)?.options.size?.default);
  return size > 0 ? size : undefined;
}

/**
 * Counts parameters and multiply-adds of the networks of an analysis.
 *
 * A network counts at the size of the images that it was trained on, or, if their data set is your own code, at the
 * size at which it was published.
 *
 * @returns a network for each specification and number of classes; code of your own is left out
 */
export async function networkCosts({ arms }: Analysis): Promise<NetworkCost[]> {
  const costs = new Map<string, NetworkCost>();
  for (const run of arms.flatMap(({ runs }) => runs)) {
    const model = modelOf(run), classes = run.classes.length, key = `${model} ${classes}`;
    const entry = models.find(({ name }) => name === model.split(":")[0]);
    if (costs.has(key) || entry === undefined) continue;
    const size = sizeOf(String(run.config.dataset ?? "")) ?? entry.size;
    try {
      if (!tf.getBackend()) await startBackend("wasm"); // any backend counts alike
      const network = modelFactory(model)(classes, new NoDraws());
      const { parameters, macs } = await summarizeNetwork(network, size);
      network.dispose();
      costs.set(key, { model, classes, parameters, macs, size });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error; // options of another version
    }
  }
  return [...costs.values()];
}

/** Adds the seconds of all sessions of a run; undefined if none is recorded. */
function secondsOf({ sessions }: Run): number | undefined {
  const seconds = sessions.flatMap((one) => typeof one.seconds === "number" ? one.seconds : []);
  return seconds.length === 0 ? undefined : seconds.reduce((a, b) => a + b);
}

const range = (values: readonly number[], write: (value: number) => string): string => {
  const texts = [...new Set([Math.min(...values), Math.max(...values)].map(write))];
  return values.length === 0 ? "–" : texts.join(" to ");
};

/** Formats a large number with a unit, as in `35.1 million`. */
const large = (value: number): string =>
  value >= 1e9
    ? `${(value / 1e9).toFixed(2)} billion`
    : value >= 1e6
    ? `${(value / 1e6).toFixed(1)} million`
    : whole(value);

const machineOf = (run: Run): string =>
  [sessionText(run, "backend", "description"), sessionText(run, "cpu")].flatMap((one) => one ?? []).join(
    ", ",
  );

/**
 * Tabulates what each arm cost.
 *
 * @param networks the result of {@linkcode networkCosts}; without it, the table has no sizes
 */
export function costTable({ arms }: Analysis, networks: readonly NetworkCost[] = []): ColumnTable {
  const networkOf = ({ runs: [run] }: ArmSummary) =>
    networks.find(({ model, classes }) =>
      run !== undefined && model === modelOf(run) && classes === run.classes.length
    );
  return from(arms.map((arm) => {
    const network = networkOf(arm);
    return {
      "Method": arm.label,
      "Seconds per run": range(arm.runs.flatMap((run) => secondsOf(run) ?? []), whole),
      "Image-steps per run": range(arm.runs.map(({ imageSteps }) => imageSteps), whole),
      ...(networks.length === 0 ? {} : {
        "Parameters": network === undefined ? "–" : whole(network.parameters),
        "Multiply-adds per image": network === undefined
          ? "–"
          : `${large(network.macs)} at ${network.size} px`,
      }),
      "Machine": [...new Set(arm.runs.map(machineOf))].filter((text) => text !== "").join("; ") || "–",
    };
  }));
}
