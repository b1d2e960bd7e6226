import { testOn } from "../backend/test_on.ts";
import { readFixture } from "./fixture.ts";
import {
  checkEachStep,
  checkLogits,
  checkTraining,
  type NetworkReference,
  SGD,
  testOnFastBackends,
} from "./network.ts";

const read = (file: string) => readFixture<NetworkReference & { base_width: number }>(file);

/**
 * How many steps native TensorFlow is compared for along its own path. Its first gradients are as near to those of double
 * precision as PyTorch's (1e-6 to 3e-6, PyTorch's 1e-6 to 2.4e-6), but in each step some unit may lie so near zero that the
 * rounding of a convolution decides on which side of its relu it falls, and eight images do not average that out: it moved
 * the loss by 0.1 to 0.2 %, in the second to fourth step, by the order of sums. Below it is compared in all steps, each
 * from the same state.
 */
const TENSORFLOW_STEPS = 2;

/** Registers the comparisons of one network with PyTorch. */
export function testResNet18(file: "resnet18_narrow" | "resnet18"): void {
  testOnFastBackends(`${file} gives PyTorch's logits`, async () => {
    const reference = read(file);
    await checkLogits(`resnet18:width=${reference.base_width}`, reference);
  });
  testOnFastBackends(
    `${file} trains with PyTorch's losses, gradients and running statistics`,
    async (backend) => {
      const reference = read(file);
      const limits = backend === "tensorflow" ? { steps: TENSORFLOW_STEPS } : undefined;
      await checkTraining(`resnet18:width=${reference.base_width}`, reference, SGD, limits);
    },
  );
  testOn(
    ["tensorflow"],
    `${file} has WebAssembly's loss and gradients in every step, whose path is PyTorch's`,
    async () => {
      const reference = read(file);
      await checkEachStep(`resnet18:width=${reference.base_width}`, reference, SGD);
    },
  );
}
