/** A test that training stopped within an epoch resumes exactly from its checkpoint. */
import { join } from "@std/path";
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { loadCheckpoint, saveCheckpoint } from "../train/checkpoint.ts";
import type { MovingAverage } from "../train/moving_average.ts";
import type { TrainingState } from "../train/types.ts";
import { numbersOf, type TinyTraining } from "./tiny.ts";

/** A training, with averages of its weights if it keeps any. */
type Training = TinyTraining & { readonly average?: MovingAverage };

/** Collects weights, running statistics, and the state of the optimizer and the averages. */
async function everything({ model, optimizer, average }: Training) {
  const read = async (variables: ReadonlyMap<string, tf.Variable>) => {
    const all = [...variables].map(async ([name, variable]) => [name, [...await variable.data()]] as const);
    return new Map(await Promise.all(all));
  };
  return {
    model: await numbersOf(model),
    optimizer: await read(optimizer.state()),
    average: average && await read(average.state()),
    updates: average?.updates,
  };
}

/** The results of an uninterrupted training. */
export interface WholeTraining {
  /** The model's numbers before training. */
  readonly untrained: Awaited<ReturnType<typeof numbersOf>>;
  readonly trained: Awaited<ReturnType<typeof everything>>;
  readonly final: TrainingState;
  /** Number of tensors after each step. */
  readonly tensors: readonly number[];
}

/**
 * Checks that training gives identical numbers when stopped in its second epoch (of three steps) and resumed.
 *
 * @param make creates the training
 * @param folder the checkpoint's folder
 */
export async function assertResumes(make: () => Promise<Training>, folder: string): Promise<WholeTraining> {
  const path = join(folder, "last.safetensors");
  const whole = await make(), untrained = await numbersOf(whole.model), tensors: number[] = [];
  const final = await whole.run({
    stepDone: () => Promise.resolve(void tensors.push(tf.memory().numTensors)),
  });
  const trained = await everything(whole);

  const stopped = await make();
  let steps = 0;
  await assert.rejects(
    stopped.run({
      stepDone: () => Promise.resolve(void steps++),
      checkpointDue: () => steps === 5,
      checkpoint: async (state) => {
        await saveCheckpoint(path, state, stopped.model, stopped.optimizer, {}, stopped.average);
        if (state.position.step > 0) throw new Error("stopped here");
      },
    }),
    /stopped here/,
  );

  const resumed = await make();
  const state = await loadCheckpoint(path, resumed.model, resumed.optimizer, resumed.average);
  assert.deepEqual([state?.position.epoch, state?.position.step], [1, 2]);
  const last = await resumed.run({ state: state! });
  assert.deepEqual(last.history, final.history);
  assert.deepEqual(last.selected, final.selected);
  assert.deepEqual(await everything(resumed), trained);
  for (const training of [whole, stopped, resumed]) training.dispose();
  return { untrained, trained, final, tensors };
}
