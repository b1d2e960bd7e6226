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

/** Values of one call, by how many there are: used again and again, so that there is nothing to collect. */
const valuesOf = Array.from({ length: 32 }, (_, count) => new Array<number>(count).fill(0));

function makeCalls(list: Float64Array): void {
  for (let at = 0; at < list.length;) {
    const values = valuesOf[list[at + 1]!]!;
    for (let k = 0; k < values.length; k++) values[k] = list[at + 2 + k]!;
    kernels[list[at]!]!(...values);
    at += 2 + values.length;
  }
}

Atomics.store(orders, 0, IDLE);
while (true) {
  Atomics.wait(orders, 0, IDLE);
  if (Atomics.load(orders, 0) !== BUSY) break;
  let state = IDLE;
  try {
    const list = orders[1]!, length = orders[2]!;
    // The memory may have grown, of which this thread hears a moment later.
    while (memory.buffer.byteLength < list + 8 * length);
    makeCalls(new Float64Array(memory.buffer, list, length));
  } catch {
    state = FAILED;
  }
  Atomics.store(orders, 0, state);
  Atomics.notify(orders, 0);
}
