/**
 * The training loop of all methods. It knows a method's hooks, not its name.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { breathe } from "../breathe.ts";
import { valueAndGradients } from "../backend/autograd.ts";
import type { Split } from "../data/types.ts";
import { InputError } from "../errors.ts";
import { deviceBatch } from "./device_batch.ts";
import { DeviceSum } from "./device_sum.ts";
import { evaluate } from "./evaluate.ts";
import { hostBatches } from "./host_batches.ts";
import { imageLosses } from "./image_losses.ts";
import { lossScale } from "./loss_scale.ts";
import { completeRates } from "./complete_rates.ts";
import { isSelected } from "./selection.ts";
import { epochOrder, epochStreams } from "./streams.ts";
import { type MetricState, taskOf } from "./task/mod.ts";
import {
  type EpochMetrics,
  freshState,
  isEvaluated,
  type TrainingState,
  type TrainOptions,
} from "./types.ts";

/** The metric's state of a task that measures nothing during training. */
const NOT_MEASURED: MetricState = { correct: 0 };

/**
 * Trains a model from a state to the last epoch.
 *
 * @returns the final state: the metrics of every epoch, and the selected epoch with its predictions
 * @throws {InputError} if the loss is no longer finite
 */
export async function train(options: TrainOptions): Promise<TrainingState> {
  const { dataset, trainIndices, model, precision, method, optimizer, epochs, batch: size, seed } = options;
  const { task = taskOf(model, dataset), augment, average } = options, sources = { dataset, task, method };
  using batches = hostBatches(dataset, augment);
  const state = options.state ?? freshState();
  const steps = Math.ceil(trainIndices.length / size);
  const scaling = lossScale(precision ?? "fp32", state.lossScale);
  const parameters = [...model.parameters().keys()];
  method.check?.(task.kind);
  const chooser = imageLosses({ method, task, model, dataset });
  if (state.method !== undefined) method.restore?.(state.method);

  for (; state.position.epoch < epochs; state.position.epoch++) {
    const { position } = state, { epoch } = position, began = performance.now();
    const forward = method.model?.({ epoch, epochs }) ?? {};
    const plan = method.epoch?.(epoch) ?? { ratio: 0 };

    // Every epoch has its own order and streams, so that a resumed one needs only its position in them.
    const order = epochOrder(seed, epoch, trainIndices.length);
    const indicesOf = (step: number) =>
      order.subarray(step * size, (step + 1) * size).map((place) => trainIndices[place]!);
    const streams = epochStreams(seed, epoch, state.random);
    const lossSum = new DeviceSum(position.lossSum);
    const metric = task.running?.({ correct: position.correct, answers: state.answers });

    for (; position.step < steps; position.step++) {
      const { step } = position;
      const all = indicesOf(step),
        selection = await chooser.select(all, { epoch, epochs, step, steps, streams });
      const indices = selection?.indices ?? all;
      // What is selected next is not known yet.
      const next = step + 1 < steps && selection === undefined ? indicesOf(step + 1) : undefined;
      if (selection !== undefined) position.images = (position.images ?? 0) + indices.length;
      if (indices.length === 0) continue;
      const recipe = await batches.make(indices, next, streams);
      const host = method.augment?.(recipe, streams.ofStep("augment", step)) ?? recipe;
      const batch = deviceBatch(sources, host, plan, streams, step);

      const random = streams.ofStep("dropout", step);
      const { value: loss, gradients } = valueAndGradients(
        () => {
          const output = model.forward(batch.images, { training: true, precision, random, ...forward });
          metric?.add(output, batch);
          return chooser.loss(
            output,
            batch,
            selection?.weights,
            (images) => model.forward(images, { training: true, precision, random, ...forward }),
          );
        },
        options.parameters?.(epoch) ?? model.parameters(),
        scaling.factor,
      );

      const learningRate = options.learningRate(epoch, step, steps);
      const own = method.step?.({ epoch, epochs, step, steps, learningRate, parameters });
      const rateOf = (parameter: string) => options.learningRate(epoch, step, steps, parameter);
      const rates = completeRates(own, rateOf, parameters);
      await scaling.update(gradients, (exact) => optimizer.step(exact, rates));
      average?.update();
      await chooser.observe(indices);
      lossSum.add(() => task.reduction === "sum" ? loss : tf.mul(loss, indices.length));
      const { images, targets, known } = batch;
      tf.dispose([images, targets, known, loss, ...gradients.values()]);

      await options.stepDone?.();
      await breathe();
      options.onProgress?.(
        epoch * steps + step + 1,
        epochs * steps,
        describeEpoch(state.history, epoch, epochs),
      );
      if (step + 1 < steps && options.checkpointDue?.()) {
        const { correct, answers } = await metric?.read() ?? NOT_MEASURED;
        await options.checkpoint?.({
          ...state,
          position: { ...position, step: step + 1, lossSum: await lossSum.read(), correct },
          random: streams.state(),
          answers,
          lossScale: scaling.state(),
          method: method.state?.(),
        });
      }
    }

    const trained = { loss: await lossSum.read(), ...await metric?.read() ?? NOT_MEASURED };
    lossSum.dispose();
    metric?.dispose();
    const trainedAt = performance.now();
    const learningRate = options.learningRate(epoch, steps - 1, steps);
    const judge = (split: Split, indices: Uint32Array) => {
      const measure = () => evaluate(model, task, split, dataset.shape, indices, { forward });
      return average === undefined ? measure() : average.during(measure);
    };
    const trainedOn = Math.max(1, position.images ?? trainIndices.length);
    const isDue = (epoch + 1) % (options.evaluateEvery ?? 1) === 0 || epoch + 1 === epochs;
    const test = isDue ? await judge(dataset.test, options.testIndices) : undefined;
    const validation = isDue && options.validationIndices.length > 0
      ? await judge(dataset.train, options.validationIndices)
      : undefined;
    const evaluatedAt = performance.now();
    if (![trained.loss, test?.loss ?? 0, validation?.loss ?? 0].every(Number.isFinite)) {
      throw new InputError(
        `The loss is not a finite number in epoch ${
          epoch + 1
        }: lower the learning rate (it is ${learningRate})`,
      );
    }
    const metrics: EpochMetrics = {
      epoch: epoch + 1,
      ratio: plan.ratio,
      train_loss: trained.loss / trainedOn,
      ...(task.accuracy && { train_accuracy: task.accuracy(trained, trainedOn) }),
      ...(validation && { validation_loss: validation.loss, validation_accuracy: validation.accuracy }),
      ...(test && { test_loss: test.loss, test_accuracy: test.accuracy }),
      learning_rate: learningRate,
      ...(test?.scores && { test_map: test.scores.map50To95 ?? 0 }),
      ...(task.metric !== "accuracy" && { metric: task.metric }),
      ...(position.images !== undefined && { train_images: position.images }),
      ...(plan.inputSize !== undefined && { input_size: plan.inputSize }),
      ...(plan.magnitude !== undefined && { magnitude: plan.magnitude }),
    };
    if (test && isEvaluated(metrics) && isSelected(metrics, state, options.selection)) {
      const { predictions, confidences } = test;
      state.selected = { metrics, predictions, ...(confidences && { confidences }) };
      if (options.selection !== "last") await options.selected?.();
    }
    state.history.push(metrics);
    state.random = undefined;
    state.answers = undefined;
    state.position = { epoch, step: 0, lossSum: 0, correct: 0 };
    await options.checkpoint?.({
      ...state,
      position: { ...state.position, epoch: epoch + 1 },
      lossScale: scaling.state(),
      method: method.state?.(),
    });
    await options.epochDone?.(metrics, {
      training: (trainedAt - began) / 1000,
      evaluation: isDue ? (evaluatedAt - trainedAt) / 1000 : 0,
    });
  }
  return state;
}

/** Describes the running epoch, with the test accuracy of the last evaluation: `epoch 4 of 40, test 61.2 %`. */
function describeEpoch(history: readonly EpochMetrics[], epoch: number, epochs: number): string {
  const last = history.findLast(isEvaluated);
  const tested = last === undefined ? "" : `, test ${(100 * last.test_accuracy).toFixed(1)} %`;
  return `epoch ${epoch + 1} of ${epochs}${tested}`;
}
