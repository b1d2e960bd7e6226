/**
 * The one training loop. It knows a method's hooks, not its name.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../backend/autograd.ts";
import { InputError } from "../errors.ts";
import { deviceBatch, hostBatch } from "./batches.ts";
import { DeviceSum } from "./device_sum.ts";
import { evaluate } from "./evaluate.ts";
import { completeRates } from "./rates.ts";
import { isSelected } from "./selection.ts";
import { epochOrder, epochStreams } from "./streams.ts";
import { taskOf } from "./task/mod.ts";
import { type EpochMetrics, freshState, type TrainingState, type TrainOptions } from "./types.ts";

/**
 * Trains a model from a state to the last epoch.
 *
 * @returns the final state: the metrics of every epoch, and the selected epoch with its predictions
 * @throws {InputError} when the loss is no longer a number
 */
export async function train(options: TrainOptions): Promise<TrainingState> {
  const { dataset, trainIndices, model, precision, method, optimizer, epochs, batch: size, seed } = options;
  const { task = taskOf(dataset), augment } = options, makers = { dataset, task, method, augment };
  const state = options.state ?? freshState();
  const steps = Math.ceil(trainIndices.length / size);
  const parameters = [...model.parameters().keys()];
  if (state.method !== undefined) method.restore?.(state.method);

  for (; state.position.epoch < epochs; state.position.epoch++) {
    const { position } = state, { epoch } = position;
    const forward = method.model?.({ epoch, epochs }) ?? {};
    const plan = method.epoch?.(epoch) ?? { ratio: 0 };

    // Every epoch has an order and streams of its own, so that a resumed one needs only its place in them.
    const order = epochOrder(seed, epoch, trainIndices.length);
    const streams = epochStreams(seed, epoch, state.random);
    const lossSum = new DeviceSum(position.lossSum);
    const metric = task.running({ correct: position.correct, answers: state.answers });

    for (; position.step < steps; position.step++) {
      const { step } = position;
      const indices = order.subarray(step * size, (step + 1) * size).map((place) => trainIndices[place]!);
      const host = hostBatch(makers, indices, await dataset.train.read(indices), streams, step);
      const batch = deviceBatch(makers, host, plan, streams, step);

      const random = streams.ofStep("dropout", step);
      const { value: loss, gradients } = valueAndGradients(() => {
        const logits = model.forward(batch.images, { training: true, precision, random, ...forward });
        metric.add(logits, batch);
        return task.loss(logits, batch);
      }, options.parameters?.(epoch) ?? model.parameters());

      const learningRate = options.learningRate(epoch, step, steps);
      const own = method.step?.({ epoch, epochs, step, steps, learningRate, parameters });
      optimizer.step(gradients, completeRates(own, learningRate, parameters));
      lossSum.add(() => tf.mul(loss, indices.length));
      const { images, targets, known } = batch;
      tf.dispose([images, targets, ...(known ? [known] : []), loss, ...gradients.values()]);

      await options.stepDone?.();
      options.onProgress?.(epoch * steps + step + 1, epochs * steps, `epoch ${epoch + 1} of ${epochs}`);
      if (step + 1 < steps && options.checkpointDue?.()) {
        const { correct, answers } = await metric.read();
        await options.checkpoint?.({
          ...state,
          position: { epoch, step: step + 1, lossSum: await lossSum.read(), correct },
          random: streams.state(),
          answers,
          method: method.state?.(),
        });
      }
    }

    const trained = { loss: await lossSum.read(), ...await metric.read() };
    lossSum.dispose();
    metric.dispose();
    const learningRate = options.learningRate(epoch, steps - 1, steps);
    const judge = (split: typeof dataset.train, indices: Uint32Array) =>
      evaluate(model, task, split, dataset.shape, indices, { forward });
    const test = await judge(dataset.test, options.testIndices);
    const validation = options.validationIndices.length > 0
      ? await judge(dataset.train, options.validationIndices)
      : undefined;
    if (![trained.loss, test.loss, validation?.loss ?? 0].every(Number.isFinite)) {
      throw new InputError(
        `The loss is no longer a number in epoch ${
          epoch + 1
        }: lower the learning rate (it is ${learningRate})`,
      );
    }
    const metrics: EpochMetrics = {
      epoch: epoch + 1,
      ratio: plan.ratio,
      train_loss: trained.loss / trainIndices.length,
      train_accuracy: task.accuracy(trained, trainIndices.length),
      ...(validation && { validation_loss: validation.loss, validation_accuracy: validation.accuracy }),
      test_loss: test.loss,
      test_accuracy: test.accuracy,
      learning_rate: learningRate,
      ...(task.metric === "map" && { metric: task.metric }),
      ...(plan.inputSize !== undefined && { input_size: plan.inputSize }),
      ...(plan.magnitude !== undefined && { magnitude: plan.magnitude }),
    };
    if (isSelected(metrics, state, options.selection)) {
      state.selected = { metrics, predictions: test.predictions };
      if (options.selection !== "last") await options.selected?.();
    }
    state.history.push(metrics);
    state.random = undefined;
    state.answers = undefined;
    state.position = { epoch, step: 0, lossSum: 0, correct: 0 };
    await options.checkpoint?.({
      ...state,
      position: { ...state.position, epoch: epoch + 1 },
      method: method.state?.(),
    });
    await options.epochDone?.(metrics);
  }
  return state;
}
