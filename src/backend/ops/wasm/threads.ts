/**
 * Kernel calls on all processor cores.
 *
 * The backend's own threads do not work here: they are browser workers made of classic scripts, which Deno does not
 * have. So its one-thread binary runs in shared memory, where workers of ours run our kernels on lists of calls. Which
 * thread does which part changes no number: a part is a set of outputs, never a share of a sum.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { type Program, program, reserve, shareable } from "./runtime.ts";
import { BUSY, FAILED, IDLE, STARTING } from "./thread_state.ts";

/** A worker, and where its orders are. */
interface Thread {
  /** State, address of the list, its length in numbers. */
  readonly orders: Int32Array;
  readonly ordersAddress: number;
  list: number;
  listLength: number;
}

/** Below so many multiplications a thread's start and end cost more than it brings. */
const LEAST_WORK = 2 ** 22;
const MOST_THREADS = 64;
const WORKER = new URL("./thread.ts", import.meta.url);

const teams = new WeakMap<object, Thread[]>();

/** Returns the number of threads wanted: `CBM_WASM_THREADS`, by default one per core. */
export function wantedThreads(): number {
  const given = Number(Deno.env.get("CBM_WASM_THREADS") ?? navigator.hardwareConcurrency);
  return Number.isInteger(given) ? Math.min(Math.max(given, 1), MOST_THREADS) : 1;
}

/** Tells, without a prompt, whether a worker may read its source. */
const mayStart = () =>
  WORKER.protocol !== "file:" ||
  Deno.permissions.querySync({ name: "read", path: WORKER }).state === "granted";

function startThread(memory: WebAssembly.Memory, bytes: Uint8Array): Thread {
  const ordersAddress = reserve(16);
  const orders = new Int32Array(memory.buffer, ordersAddress, 3);
  orders[0] = STARTING;
  const worker = new Worker(WORKER, {
    workerData: { memory, bytes, ordersAddress, names: Object.keys(program()) },
  });
  worker.unref(); // it ends with the program
  worker.on("error", () => Atomics.store(orders, 0, FAILED));
  return { orders, ordersAddress, list: 0, listLength: 0 };
}

/** Returns the other threads that are free for a piece of work; starts them at the first that is worth it. */
export function freeThreads(multiplications: number): readonly Thread[] {
  if (multiplications < LEAST_WORK) return [];
  const shared = shareable();
  if (shared === undefined) return [];
  let team = teams.get(shared.memory);
  if (team === undefined) {
    const more = mayStart() ? wantedThreads() - 1 : 0;
    team = Array.from({ length: more }, () => startThread(shared.memory, shared.bytes));
    teams.set(shared.memory, team);
  }
  return team.filter(({ orders }) => Atomics.load(orders, 0) === IDLE);
}

/** A kernel's calls as they are written down for another thread; used again for the next list. */
const calls = { list: new Float64Array(1024), length: 0 };

function write(index: number, values: readonly number[]): void {
  const { length } = calls, end = length + 2 + values.length;
  if (end > calls.list.length) {
    const longer = new Float64Array(2 * end);
    longer.set(calls.list);
    calls.list = longer;
  }
  calls.list[length] = index;
  calls.list[length + 1] = values.length;
  calls.list.set(values, length + 2);
  calls.length = end;
}

/** Kernels that write their calls down instead of making them. */
const recorders = new WeakMap<Program, Program>();
function recorder(kernels: Program): Program {
  let found = recorders.get(kernels);
  if (found === undefined) {
    found = Object.fromEntries(
      Object.keys(kernels).map((name, index) => [name, (...values: number[]) => write(index, values)]),
    ) as Program;
    recorders.set(kernels, found);
  }
  return found;
}

/** Hands the calls that were written down to a thread, which starts at once. */
function order(thread: Thread, memory: WebAssembly.Memory): void {
  if (calls.length > thread.listLength) {
    // What it held is not given back: lists grow a few times, to some kilobytes.
    thread.listLength = 2 * calls.length;
    thread.list = reserve(thread.listLength * 8);
  }
  new Float64Array(memory.buffer, thread.list, calls.length).set(calls.list.subarray(0, calls.length));
  thread.orders[1] = thread.list;
  thread.orders[2] = calls.length;
  Atomics.store(thread.orders, 0, BUSY);
  Atomics.notify(thread.orders, 0);
}

/**
 * Does `units` of work on this thread and others, and waits until all is done.
 *
 * @param others what `freeThreads` gave
 * @param units how many pieces there are
 * @param work makes the kernel calls for pieces first … until-1; may be called for several threads, numbered from 0,
 * each with memory of its own for whatever the kernels write but results
 */
export function share(
  others: readonly Thread[],
  units: number,
  work: (kernels: Program, thread: number, first: number, until: number) => void,
): void {
  const kernels = program(), count = others.length + 1;
  const start = (thread: number) => Math.floor(units * thread / count);
  others.forEach((thread, k) => {
    calls.length = 0;
    work(recorder(kernels), k + 1, start(k + 1), start(k + 2));
    if (calls.length > 0) order(thread, shareable()!.memory);
  });
  work(kernels, 0, 0, start(1));
  for (const { orders } of others) {
    while (Atomics.load(orders, 0) === BUSY) Atomics.wait(orders, 0, BUSY);
    if (Atomics.load(orders, 0) === FAILED) {
      throw new Error("A thread of the WebAssembly backend failed: try again with CBM_WASM_THREADS=1");
    }
  }
}
