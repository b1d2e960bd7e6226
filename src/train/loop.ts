/**
 * The one training loop. It knows a method's hooks, not its name.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { valueAndGradients } from "../backend/autograd.ts";
import { normalizeAndMask, softmaxCrossEntropy } from "../backend/ops/mod.ts";
import { InputError } from "../errors.ts";
import { randomStream } from "../random.ts";
import { evaluate } from "./evaluate.ts";
import { StepSums } from "./step_sums.ts";
import {
  type EpochMetrics,
  freshState,
  type Selection,
  type TrainingState,
  type TrainOptions,
} from "./types.ts";

/** Which number decides, or undefined where the last epoch is reported whatever it is. */
const decidingAccuracy = (metrics: EpochMetrics, selection: Selection): number | undefined =>
  selection === "validation"
    ? metrics.validation_accuracy
    : selection === "test"
    ? metrics.test_accuracy
    : undefined;

function isSelected(metrics: EpochMetrics, state: TrainingState, selection: Selection): boolean {
  const accuracy = decidingAccuracy(metrics, selection);
  if (accuracy === undefined || state.selected === undefined) return true;
  return accuracy > (decidingAccuracy(state.selected.metrics, selection) ?? -1);
}

/**
 * Trains a model from a state to the last epoch.
 *
 * @returns the final state: the metrics of every epoch, and the selected epoch with its predictions
 * @throws {InputError} when the loss is no longer a number
 */
export async function train(options: TrainOptions): Promise<TrainingState> {
  const { dataset, trainIndices, model, precision, method, optimizer, epochs, batch, seed } = options;
  const state = options.state ?? freshState();
  const steps = Math.ceil(trainIndices.length / batch);
  if (state.method !== undefined) method.restore?.(state.method);

  for (; state.position.epoch < epochs; state.position.epoch++) {
    const { position } = state;
    const plan = method.epoch?.(position.epoch) ?? { ratio: 0 };
    const learningRate = options.learningRate(position.epoch);

    // Every epoch has streams of its own, so that a resumed one needs only its place in them.
    const order = randomStream(seed, `order/epoch=${position.epoch}`).permutation(trainIndices.length);
    const masks = randomStream(seed, `masks/epoch=${position.epoch}`);
    const augmentation = randomStream(seed, `augmentation/epoch=${position.epoch}`);
    if (state.random !== undefined) {
      masks.restore(state.random.masks);
      augmentation.restore(state.random.augmentation);
    }

    const sums = new StepSums(position.lossSum, position.correct);
    for (; position.step < steps; position.step++) {
      const indices = order.subarray(position.step * batch, (position.step + 1) * batch)
        .map((place) => trainIndices[place]!);
      const images = await dataset.train.read(indices);
      const plain = { indices, images, original: images, shape: dataset.shape, geometry: undefined };
      const moved = options.augment(plain, augmentation);
      const host = method.augment?.(moved, augmentation) ?? moved;
      const mask = method.mask?.(host, masks);

      const [height, width, channels] = host.shape;
      const input = normalizeAndMask(
        host.images,
        [indices.length, height, width, channels],
        mask ? { mask } : {},
      );
      const labels = Array.from(indices, (index) => dataset.train.labels[index]!);
      const targets = oneHot(labels, model.classes);
      const { value: loss, gradients } = valueAndGradients(() => {
        const logits = model.forward(input, { training: true, precision });
        sums.addCorrect(logits, labels);
        return softmaxCrossEntropy(logits, targets);
      }, options.parameters?.(position.epoch) ?? model.parameters());
      optimizer.step(gradients, learningRate);
      sums.addLoss(loss, indices.length);
      tf.dispose([input, targets, loss, ...gradients.values()]);

      await options.stepDone?.();
      options.onProgress?.(
        position.epoch * steps + position.step + 1,
        epochs * steps,
        `epoch ${position.epoch + 1} of ${epochs}`,
      );
      if (position.step + 1 < steps && options.checkpointDue?.()) {
        const read = await sums.read();
        await options.checkpoint?.({
          ...state,
          position: { epoch: position.epoch, step: position.step + 1, ...read },
          random: { masks: masks.state(), augmentation: augmentation.state() },
          method: method.state?.(),
        });
      }
    }

    const { lossSum, correct } = await sums.read();
    sums.dispose();
    const test = await evaluate(model, dataset.test, dataset.shape, options.testIndices);
    const validation = options.validationIndices.length > 0
      ? await evaluate(model, dataset.train, dataset.shape, options.validationIndices)
      : undefined;
    if (![lossSum, test.loss, validation?.loss ?? 0].every(Number.isFinite)) {
      throw new InputError(
        `The loss is no longer a number in epoch ${
          position.epoch + 1
        }: lower the learning rate (it is ${learningRate})`,
      );
    }
    const metrics: EpochMetrics = {
      epoch: position.epoch + 1,
      ratio: plan.ratio,
      train_loss: lossSum / trainIndices.length,
      train_accuracy: correct / trainIndices.length,
      ...(validation && { validation_loss: validation.loss, validation_accuracy: validation.accuracy }),
      test_loss: test.loss,
      test_accuracy: test.accuracy,
      learning_rate: learningRate,
    };
    if (isSelected(metrics, state, options.selection)) {
      state.selected = { metrics, predictions: test.predictions };
      if (options.selection !== "last") await options.selected?.();
    }
    state.history.push(metrics);
    state.random = undefined;
    state.position = { epoch: position.epoch, step: 0, lossSum: 0, correct: 0 };
    await options.checkpoint?.({
      ...state,
      position: { ...state.position, epoch: position.epoch + 1 },
      method: method.state?.(),
    });
    await options.epochDone?.(metrics);
  }
  return state;
}

/** Labels as probabilities, float32 [labels, classes]. */
function oneHot(labels: readonly number[], classes: number): tf.Tensor2D {
  const values = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => values[row * classes + label] = 1);
  return tf.tensor2d(values, [labels.length, classes]);
}
