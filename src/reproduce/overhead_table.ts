/**
 * Table `overhead`: what Curriculum by Masking adds to training, beside conventional training as the control
 * and Curriculum by Smoothing.
 *
 *     deno task cbm reproduce --table overhead --profile quick
 *
 * The paper gives no times; none stands beside ours.
 */
import { from } from "arquero";
import { type BackendName, startBackend } from "../backend/mod.ts";
import { median } from "../bench/median.ts";
import { extrapolate, LARGE_SETS, type MaskingCost, maskSeconds, measureMasking } from "../bench/overhead.ts";
import { timeSteps } from "../bench/time_steps.ts";
import { describeMachine } from "../experiment/environment.ts";
import { machinePairs } from "../report/settings.ts";
import { sizeText, spanText } from "./estimate.ts";
import type { Measurement } from "./measurement.ts";
import type { Profile } from "./tables/make_table.ts";
import { writeMeasurement } from "./write_measurement.ts";

/** A network whose steps are timed. */
interface Step {
  readonly model: string;
  readonly size: number;
  readonly batch: number;
}

const STEPS: Readonly<Record<Profile, readonly Step[]>> = {
  quick: [
    { model: "resnet18:width=8", size: 32, batch: 32 },
    { model: "resnet18:width=16", size: 64, batch: 16 },
  ],
  small: [
    { model: "resnet18:width=16", size: 32, batch: 64 },
    { model: "resnet18", size: 32, batch: 64 },
    { model: "cvt13", size: 64, batch: 16 },
  ],
  paper: [
    { model: "resnet18", size: 32, batch: 64 },
    { model: "wide_resnet", size: 32, batch: 64 },
    { model: "resnet18", size: 64, batch: 64 },
    { model: "cvt13", size: 64, batch: 64 },
    { model: "cvt13", size: 128, batch: 16 },
    { model: "resnet18_imagenet", size: 224, batch: 8 },
    { model: "cvt13", size: 224, batch: 8 },
  ],
};

/** The control first. `cbs` blurs most in the first epoch, which is the one that is timed. */
const METHODS = ["conventional", "cbm", "cbm:on_the_fly=true", "cbs"] as const;
const ROUNDS = 3, STEPS_PER_ROUND = 4;

/** A row of the table; seconds are medians over rounds in which the methods alternate. */
interface Row extends Step {
  readonly method: string;
  readonly seconds_per_image: number;
  /** Percent more than conventional training takes. */
  readonly overhead_percent: number;
}

async function timeMethods(step: Step, backend: BackendName, done: () => void): Promise<Row[]> {
  const seconds = new Map<string, number[]>(METHODS.map((method) => [method, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const method of METHODS) {
      const options = { ...step, method, steps: STEPS_PER_ROUND, precision: "fp32", backend } as const;
      seconds.get(method)!.push((await timeSteps(options)).seconds_per_step / step.batch);
      done();
    }
  }
  const control = median(seconds.get("conventional")!);
  return METHODS.map((method) => {
    const perImage = median(seconds.get(method)!);
    return { ...step, method, seconds_per_image: perImage, overhead_percent: 100 * (perImage / control - 1) };
  });
}

/**
 * A rough figure for one size of images: some seconds of salience on one thread, measured three times over.
 */
const MASKING_SECONDS = 8;

/** Says in a sentence what is about to be measured. */
function describeSteps(steps: readonly Step[], backend: string): string {
  const networks = steps.map(({ model, size }) => `${model} at ${size} pixels`).join(", ");
  return `Measuring the training time added by masking: ${
    METHODS.join(", ")
  }, ${ROUNDS} rounds of ${STEPS_PER_ROUND} ` +
    `steps each, with ${networks}; and masking alone at each size; on ${backend}`;
}

/** Estimates what that takes, from one round of conventional training of each network. */
async function describeTime(steps: readonly Step[], backend: BackendName): Promise<string> {
  const start = performance.now();
  for (const step of steps) {
    await timeSteps({ ...step, method: METHODS[0], steps: STEPS_PER_ROUND, precision: "fp32", backend });
  }
  const oneRound = (performance.now() - start) / 1000, sizes = new Set(steps.map(({ size }) => size)).size;
  const seconds = oneRound * ROUNDS * METHODS.length + sizes * MASKING_SECONDS;
  return `About ${spanText(seconds)} at the rate measured here, and ${sizeText(0)} of disk`;
}

const micro = (seconds: number) => (seconds * 1e6).toFixed(1);

/** Formats the rows for reading: what a network's first row says is not repeated. */
function readable(rows: readonly Row[]) {
  return from(rows.map((row) => {
    const isFirst = row.method === METHODS[0];
    return {
      "Network": isFirst ? row.model : "",
      "Pixels": isFirst ? String(row.size) : "",
      "Batch": isFirst ? String(row.batch) : "",
      "Method": row.method,
      "ms per image": (row.seconds_per_image * 1000).toFixed(3),
      "Against": isFirst ? "" : METHODS[0],
      "Overhead %": isFirst ? "" : row.overhead_percent.toFixed(1).replace("-", "−"),
    };
  }));
}

/** Says what masking costs by itself, and what a large set would take. */
function sentences(cost: MaskingCost): string[] {
  return [
    `At ${cost.size} pixels, measured alone: salience ${
      micro(cost.salience_seconds_per_image)
    } µs per image on one ` +
    `thread, once for the whole training; mask ${micro(maskSeconds(cost))} µs per image and epoch; ` +
    `${cost.salience_bytes_per_image} bytes stored per image.`,
    ...LARGE_SETS.map(({ name, images }) =>
      `${name} would take: ${extrapolate(cost, images).arithmetic.join("; ")}.`
    ),
  ];
}

/** Measures and writes the table. */
export const reproduceOverhead: Measurement["run"] = async (options) => {
  const { profile, out, command, notes = [], onPlan, onProgress } = options;
  const backend = await startBackend(options.backend), steps = STEPS[profile], rows: Row[] = [];
  const total = steps.length * ROUNDS * METHODS.length, costs: MaskingCost[] = [];
  if (onPlan !== undefined) {
    onPlan(describeSteps(steps, backend.name));
    onPlan(await describeTime(steps, backend.name));
  }
  let count = 0;
  for (const step of steps) {
    const done = () => onProgress?.(++count, total, `steps of ${step.model} at ${step.size} pixels`);
    rows.push(...await timeMethods(step, backend.name, done));
    if (!costs.some(({ size }) => size === step.size)) {
      costs.push(await measureMasking(step.size, step.batch));
    }
  }
  const table = readable(rows);
  const files = await writeMeasurement(out, {
    title: "Training time added by Curriculum by Masking",
    readable: table,
    numbers: from(rows),
    caption: `Median of ${ROUNDS} rounds of ${STEPS_PER_ROUND} steps in which the methods alternate`,
    notes: [
      ...costs.flatMap(sentences),
      "cbm draws a mask per image; on_the_fly also measures salience in every step; cbs is at its strongest blur. A " +
      "difference of a few percent, of either sign, is within the noise of a machine that is also doing other work.",
      ...notes,
    ],
    environment: machinePairs(await describeMachine(backend)),
    command: command(backend.name),
  });
  return { files, table };
};
