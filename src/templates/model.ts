/** A network: a small convolutional classifier. Change its layers to make it yours. */
import { defineModel } from "@cbm/curriculum-by-masking";
import {
  batchNormLayer,
  convolutionLayer,
  linearLayer,
  ParameterStore,
} from "@cbm/curriculum-by-masking/models";
import { globalAveragePool } from "@cbm/curriculum-by-masking/ops";

export default defineModel({
  name: "NAME",
  summary: "two convolutions with batch normalisation and a linear layer",
  kind: "classifier",
  size: 32,
  options: {
    width: {
      kind: "integer",
      default: 16,
      range: { min: 1, max: 1024 },
      help: "channels of the convolutions",
    },
  },
  // How `train` trains it by default.
  defaultRecipe: {
    ...{ epochs: 30, batch: 64, optimizer: "sgd", learningRate: 0.1 },
    ...{ learningRateSchedule: "cosine", ema: null },
  },
  create: ({ width }) => (classes, random) => {
    // The store gives every variable its name in PyTorch's state_dict, so that weights can be exchanged.
    const store = new ParameterStore();
    const conv1 = convolutionLayer(store, "conv1", { inputs: 3, outputs: width, size: 3 }, random);
    const bn1 = batchNormLayer(store, "bn1", width);
    const conv2 = convolutionLayer(
      store,
      "conv2",
      { inputs: width, outputs: width, size: 3, stride: 2 },
      random,
    );
    const bn2 = batchNormLayer(store, "bn2", width);
    const fc = linearLayer(store, "fc", { inputs: width, outputs: classes }, random);
    return {
      ...store.model(),
      name: `NAME:width=${width}`,
      classes,
      // images [B, H, W, 3], normalised → logits [B, classes]
      forward(images, options) {
        const { training } = options;
        const low = bn1(conv1(images, options), { training, relu: true });
        return fc(globalAveragePool(bn2(conv2(low, options), { training, relu: true })));
      },
    };
  },
});
