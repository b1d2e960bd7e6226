/** The post-activation residual block: basic with two convolutions, bottleneck with three. */
import type { RandomStream } from "../../random.ts";
import { batchNormLayer } from "./batch_norm.ts";
import { convolutionLayer, type ConvolutionPlan, type ImageLayer, onMainPath } from "./convolution.ts";
import type { ParameterStore } from "./parameter_store.ts";
import { tidied } from "./tidy.ts";

/** The structure of a residual block. */
export interface ResidualBlockPlan {
  readonly inputs: number;
  /** The convolutions of the main path, in order; each takes the previous one's outputs. */
  readonly path: readonly Pick<ConvolutionPlan, "size" | "stride" | "outputs">[];
  /** Name of the shortcut in the state_dict: `shortcut` in CBM, `downsample` in torchvision. */
  readonly shortcut: string;
  /** Initialisation of the convolutions' weights. */
  readonly initial: NonNullable<ConvolutionPlan["initial"]>;
}

/**
 * Makes a residual block: convolutions `conv1`, `conv2` … each followed by its batch normalisation `bn1`, `bn2` …
 * and a relu, the last after the sum with the block's input. Where the shape changes, a 1×1 convolution and a batch
 * normalisation adapt the input.
 */
export function residualBlock(
  store: ParameterStore,
  name: string,
  { inputs, path, shortcut, initial }: ResidualBlockPlan,
  random: RandomStream,
): ImageLayer {
  let channels = inputs, stride = 1;
  const layers = path.map((plan, index) => {
    const convolution = onMainPath(
      convolutionLayer(store, `${name}.conv${index + 1}`, { ...plan, inputs: channels, initial }, random),
    );
    const norm = batchNormLayer(store, `${name}.bn${index + 1}`, plan.outputs);
    channels = plan.outputs;
    stride *= plan.stride ?? 1;
    return { convolution, norm };
  });
  const adapted = stride === 1 && inputs === channels ? undefined : {
    convolution: convolutionLayer(
      store,
      `${name}.${shortcut}.0`,
      { inputs, outputs: channels, size: 1, stride, initial },
      random,
    ),
    norm: batchNormLayer(store, `${name}.${shortcut}.1`, channels),
  };
  return tidied((x, options) => {
    const { training } = options;
    const residual = adapted?.norm(adapted.convolution(x, options), { training }) ?? x;
    return layers.reduce((hidden, { convolution, norm }, index) => {
      const last = index === layers.length - 1 ? { residual } : {};
      return norm(convolution(hidden, options), { training, relu: true, ...last });
    }, x);
  });
}
