/** Prints the results of the WebAssembly backend's heavy kernels, for `wasm_threads_test.ts`. */
import * as tf from "@tensorflow/tfjs-core";
import { startBackend } from "../../../src/backend/mod.ts";
import { kernels } from "../../../src/backend/ops/running.ts";
import { freeThreads, wantedThreads } from "../../../src/backend/ops/wasm/threads.ts";
import { sha256Hex } from "../../../src/io/hash.ts";
import { noise } from "../each_backend.ts";

await startBackend("wasm");
// The threads start at the first large task; wait until all are running.
while (freeThreads(Infinity).length + 1 < wantedThreads()) {
  await new Promise((resolve) => setTimeout(resolve, 10));
}

const k = kernels(), hashes: string[] = [];
async function add(tensor: tf.Tensor): Promise<void> {
  hashes.push(sha256Hex(new Uint8Array((await tensor.data<"float32">()).slice().buffer)));
  tensor.dispose();
}
const images = (shape: [number, number, number, number], seed: number) =>
  tf.tensor4d(noise(shape.reduce((a, b) => a * b, 1), seed), shape);
const matrices = (shape: [number, number, number], seed: number) =>
  tf.tensor3d(noise(shape.reduce((a, b) => a * b, 1), seed), shape);

for (
  const [batch, size, inputs, outputs, filter, stride, padding] of [
    [5, 16, 16, 40, 3, 1, 1],
    [20, 16, 24, 20, 3, 2, 1],
    [9, 8, 64, 128, 1, 1, 0],
    [5, 20, 12, 8, 5, 1, 2],
  ] as const
) {
  const geometry = { stride, padding };
  const x = images([batch, size, size, inputs], 1), w = images([filter, filter, inputs, outputs], 2);
  const y = k.conv2d(x, w, geometry), upstream = images(y.shape, 3);
  await add(y);
  await add(k.conv2dInputGradient(upstream, w, x.shape, geometry));
  await add(k.conv2dFilterGradient(x, upstream, w.shape, geometry));
  tf.dispose([x, w, upstream]);
}
for (const [pairs, m, n, depth] of [[1, 600, 90, 130], [5, 130, 70, 100], [1, 50, 20, 5000]] as const) {
  for (const [transposeA, transposeB] of [[false, false], [true, false], [false, true]] as const) {
    const a = matrices(transposeA ? [pairs, depth, m] : [pairs, m, depth], 4);
    const b = matrices(transposeB ? [pairs, n, depth] : [pairs, depth, n], 5);
    await add(k.matMul(a, b, transposeA, transposeB));
    tf.dispose([a, b]);
  }
}
console.log(JSON.stringify({ hashes, threads: freeThreads(Infinity).length + 1 }));
