/** A worker that makes kernel calls from lists: index of the kernel, number of values, values. */
import { workerData } from "node:worker_threads";
import { BUSY, FAILED, IDLE } from "./thread_state.ts";

const { memory, bytes, ordersAddress, names } = workerData as {
  memory: WebAssembly.Memory;
  bytes: Uint8Array<ArrayBuffer>;
  ordersAddress: number;
  names: string[];
};
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
const kernels = names.map((name) => exports[name] as (...values: number[]) => void);
const orders = new Int32Array(memory.buffer, ordersAddress, 3);

function makeCalls(list: Float64Array): void {
  for (let at = 0; at < list.length;) {
    const count = list[at + 1]!;
    kernels[list[at]!]!(...list.subarray(at + 2, at + 2 + count));
    at += 2 + count;
  }
}

Atomics.store(orders, 0, IDLE);
while (true) {
  Atomics.wait(orders, 0, IDLE);
  if (Atomics.load(orders, 0) !== BUSY) break;
  let state = IDLE;
  try {
    // The memory may have grown: the view is made anew.
    makeCalls(new Float64Array(memory.buffer, orders[1], orders[2]));
  } catch {
    state = FAILED;
  }
  Atomics.store(orders, 0, state);
  Atomics.notify(orders, 0);
}
