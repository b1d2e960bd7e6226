/** torchvision's networks against PyTorch: the fixtures and how they were made are in `torchvision/`. */
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { createModel } from "../../src/model/mod.ts";
import { NoDraws } from "../../src/model/summary.ts";
import { exportState } from "../../src/model/weights.ts";
import { readFixture } from "./fixture.ts";
import { checkLogits, checkTraining, type NetworkReference, SGD, testOnFastBackends } from "./network.ts";

const read = (name: string) => readFixture<NetworkReference>(`../torchvision/${name}`);

for (const name of ["resnet18_imagenet", "wide_resnet50_2"]) {
  Deno.test(`${name} has the names and shapes of torchvision's state_dict, in order`, async () => {
    await startBackend("wasm");
    const { state, eval: [first] } = read(name), model = createModel(name, first!.classes, new NoDraws());
    const exported = [...await exportState(model)].map(([name, { shape }]) => ({ name, shape }));
    assert.deepEqual(exported, state.map(({ name, shape }) => ({ name, shape })));
    model.dispose();
  });
  testOnFastBackends(`${name} gives PyTorch's logits`, () => checkLogits(name, read(name)));
}

testOnFastBackends(
  "resnet18_imagenet trains with PyTorch's losses, gradients and running statistics",
  () => checkTraining("resnet18_imagenet", read("resnet18_imagenet"), SGD),
);
