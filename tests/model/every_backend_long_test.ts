/** Every kind of network trains alike on every backend. */
import * as tf from "@tensorflow/tfjs-core";
import assert from "node:assert/strict";
import { valueAndGradients } from "../../src/backend/autograd.ts";
import { type BackendName, backendNames, startBackend } from "../../src/backend/mod.ts";
import { globalAveragePool, softmaxCrossEntropy } from "../../src/backend/ops/mod.ts";
import { COCO_GAINS, scaleGains } from "../../src/detect/gains.ts";
import { detectionLoss } from "../../src/detect/loss.ts";
import { kaimingNormalByFanOut } from "../../src/model/layers/initialise.ts";
import { linearLayer } from "../../src/model/layers/linear.ts";
import { ParameterStore } from "../../src/model/layers/parameter_store.ts";
import { residualBlock } from "../../src/model/layers/residual_block.ts";
import {
  type AnyModel,
  createDetector,
  createModel,
  findsObjects,
  type ForwardOptions,
  type Model,
  type Output,
} from "../../src/model/mod.ts";
import { randomStream } from "../../src/random.ts";
import { noise } from "../backend/each_backend.ts";
import { testOn } from "../backend/test_on.ts";

interface Case {
  readonly name: string;
  readonly batch: number;
  /** Pixels per side. */
  readonly size: number;
  create(): AnyModel;
  /** The backend whose numbers are expected. */
  readonly reference: BackendName;
  readonly backends: readonly BackendName[];
}

const CLASSES = 4;

const weights = () => randomStream(5, "weights");
const narrow = { batch: 6, size: 8, reference: "cpu", backends: backendNames } as const;
const classifier = (name: string) => ({ name, create: () => createModel(name, CLASSES, weights()) });
const detector = (name: string) => ({ name, create: () => createDetector(name, CLASSES, weights()) });

/**
 * The blocks of wide_resnet50_2, narrow. The whole network has one size: its 67 million weights take software Vulkan a
 * minute and 2.5 GB for a step of two images of 64 px. The rest of it is that of resnet18_imagenet.
 */
function bottlenecks(): Model {
  const store = new ParameterStore(), random = weights();
  const block = (name: string, inputs: number, stride: number) => {
    const path = [{ size: 1, outputs: 6 }, { size: 3, outputs: 6, stride }, { size: 1, outputs: 12 }];
    const plan = { inputs, path, shortcut: "downsample", initial: kaimingNormalByFanOut };
    return residualBlock(store, name, plan, random);
  };
  const blocks = [block("0", 3, 1), block("1", 12, 2), block("2", 12, 1)];
  const head = linearLayer(store, "fc", { inputs: 12, outputs: CLASSES }, random);
  const forward = (images: tf.Tensor4D, options: ForwardOptions) =>
    head(globalAveragePool(blocks.reduce((x, block) => block(x, options), images)));
  return { ...store.model(), name: "bottlenecks", classes: CLASSES, forward };
}

const CASES: readonly Case[] = [
  { ...narrow, ...classifier("resnet18:width=4") },
  { ...narrow, ...classifier("wide_resnet:depth=10,widen=1,dropout=0.3") },
  { ...narrow, ...classifier("cvt:dims=8-12-16,depth=1-1-2,heads=1-3-2"), size: 16 },
  { ...narrow, name: "wide_resnet50_2's blocks", create: bottlenecks },
  { ...narrow, ...detector("yolov5:depth=0.33,width=0.125"), batch: 2, size: 64 },
  {
    ...classifier("resnet18_imagenet"),
    batch: 4,
    size: 32,
    // It cannot be narrow, and takes plain JavaScript most of a minute.
    reference: "wasm",
    backends: ["tensorflow", "webgpu"],
  },
];

/** The loss of a training step: cross-entropy, each class in turn; of a detector that of three objects. */
function lossOf(model: AnyModel, images: tf.Tensor4D): tf.Scalar {
  const options = { training: true, random: randomStream(5, "dropout") }, [batch, size] = images.shape;
  if (!findsObjects(model)) {
    const hot = Array.from({ length: batch * CLASSES }, (_, k) => k % CLASSES === (k >> 2) % CLASSES ? 1 : 0);
    return softmaxCrossEntropy(model.forward(images, options), tf.tensor2d(hot, [batch, CLASSES]));
  }
  const objects = [
    { image: 0, classIndex: 1, box: [0.4, 0.5, 0.25, 0.4] },
    { image: 0, classIndex: 3, box: [0.7, 0.3, 0.1, 0.12] },
    { image: 1, classIndex: 0, box: [0.5, 0.6, 0.9, 0.7] },
  ] as const;
  const gains = scaleGains(COCO_GAINS, CLASSES, size);
  return detectionLoss(model.forward(images, options), objects, model, gains).total;
}

/** Loss and gradient norms of one training step, dropout included, and the outputs of an evaluation after it. */
async function step(backend: BackendName, { create, batch, size }: Case): Promise<number[]> {
  await startBackend(backend);
  const model = create();
  const images = tf.tensor4d(noise(batch * size * size * 3, 1), [batch, size, size, 3]);
  const { value, gradients } = valueAndGradients(() => lossOf(model, images), model.parameters());
  const output: Output = tf.tidy(() => model.forward(images, { training: false }));
  const outputs = Array.isArray(output) ? output : [output];
  const numbers = [...await value.data()];
  for (const output of outputs) numbers.push(...await output.data());
  for (const gradient of gradients.values()) {
    const values = await gradient.data<"float32">();
    numbers.push(Math.sqrt(values.reduce((sum, x) => sum + x * x, 0)));
  }
  tf.dispose([images, value, ...outputs, ...gradients.values()]);
  model.dispose();
  return numbers;
}

const wanted = new Map<Case, number[]>();
for (const network of CASES) {
  const name = `a training step of ${network.name} is that of ${network.reference}`;
  testOn(network.backends, name, async (backend) => {
    const expected = wanted.get(network) ?? await step(network.reference, network);
    wanted.set(network, expected);
    const before = tf.memory().numTensors;
    const found = await step(backend, network);
    assert.equal(tf.memory().numTensors, before);
    assert.equal(found.length, expected.length);
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    found.forEach((value, k) =>
      assert.ok(
        Math.abs(value - expected[k]!) < 1e-3 * Math.abs(expected[k]!) + 1e-5 * largest,
        `${k}: ${value}, not ${expected[k]}`,
      )
    );
  });
}
