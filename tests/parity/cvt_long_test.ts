import { readFixture } from "./fixture.ts";
import { ADAMAX, checkLogits, checkTraining, type NetworkReference, testOnFastBackends } from "./network.ts";

interface Reference extends NetworkReference {
  readonly activation: string;
  readonly dims: number[];
  readonly depths: number[];
  readonly heads: number[];
}

const read = (file: string) => {
  const reference = readFixture<Reference>(file);
  const [dims, depth, heads] = [reference.dims, reference.depths, reference.heads].map((list) =>
    list.join("-")
  );
  const spec = `cvt:dims=${dims},depth=${depth},heads=${heads},activation=${reference.activation}`;
  return { reference, spec };
};

for (const file of ["cvt_narrow_gelu", "cvt_narrow_quickgelu", "cvt13_gelu", "cvt13_quickgelu"]) {
  testOnFastBackends(`${file} gives PyTorch's logits`, async () => {
    const { reference, spec } = read(file);
    await checkLogits(spec, reference);
  });
}

for (const file of ["cvt13_gelu", "cvt13_quickgelu"]) {
  testOnFastBackends(`${file} gives PyTorch's logits for 1000 classes at 224 px`, async () => {
    const { reference: { state }, spec } = read(file);
    // The file of the large evaluation leaves out the state, which is the same.
    await checkLogits(spec, { ...readFixture<Reference>(`${file}_slow`), state });
  });
}

for (const file of ["cvt_narrow_gelu", "cvt_narrow_quickgelu", "cvt13_gelu"]) {
  testOnFastBackends(`${file} trains with PyTorch's losses, gradients and running statistics`, async () => {
    const { reference, spec } = read(file);
    await checkTraining(spec, reference, ADAMAX);
  });
}
