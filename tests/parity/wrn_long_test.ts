import { readFixture } from "./fixture.ts";
import { checkLogits, checkTraining, type NetworkReference, SGD, testOnFastBackends } from "./network.ts";

type Reference = NetworkReference & { readonly depth: number; readonly k: number };

const read = (file: string) => {
  const reference = readFixture<Reference>(file);
  return { reference, spec: `wide_resnet:depth=${reference.depth},widen=${reference.k}` };
};

for (const file of ["wrn16_1", "wrn52_2"]) {
  testOnFastBackends(`${file} gives PyTorch's logits`, async () => {
    const { reference, spec } = read(file);
    await checkLogits(spec, reference);
  });
  testOnFastBackends(`${file} trains with PyTorch's losses, gradients and running statistics`, async () => {
    const { reference, spec } = read(file);
    await checkTraining(spec, reference, SGD);
  });
}
