/** Our kernels at work in the memory of TensorFlow.js' WebAssembly backend. */
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { assemble } from "../../../io/wasm_assembler.ts";
import * as adam from "./adam_kernels.ts";
import * as channels from "./channels.ts";
import * as elementwise from "./elementwise.ts";
import { gelu, geluGradient } from "./gelu_kernels.ts";
import * as gemm from "./gemm.ts";
import * as images from "./images.ts";
import * as panels from "./panels.ts";
import * as pooling from "./pooling_kernels.ts";
import * as rows from "./row_kernels.ts";
import * as taps from "./taps.ts";

const { packPanels, unpackPanels } = panels;
const { gemm: multiply, outerProducts } = gemm;
const functions = {
  multiply,
  packPanels,
  outerProducts,
  unpackPanels,
  ...channels,
  ...elementwise,
  ...images,
  ...taps,
  ...pooling,
  ...rows,
  gelu,
  geluGradient,
  ...adam,
};

/** The kernels as JavaScript calls; addresses are bytes in the backend's memory. */
export type Program = Readonly<Record<keyof typeof functions, (...values: number[]) => void>>;

/** The members of Emscripten's module that its public type lacks. */
interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

interface Session {
  readonly program: Program;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Memory for the duration of one kernel; it grows, and is reused by the next. */
  workspace: number;
  workspaceBytes: number;
}

const sessions = new WeakMap<object, Session>();

function backend(): BackendWasm {
  return tf.backend() as BackendWasm;
}

function emscripten(): EmscriptenModule {
  return backend().wasm as BackendWasm["wasm"] & EmscriptenModule;
}

function session(): Session {
  const module = emscripten();
  let found = sessions.get(module);
  if (found === undefined) {
    const { memory } = module.asm;
    const bytes = assemble(functions, { shared: memory.buffer instanceof SharedArrayBuffer }),
      env = { memory };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env });
    found = { program: exports as Program, bytes, workspace: 0, workspaceBytes: 0 };
    sessions.set(module, found);
  }
  return found;
}

/** Returns the WebAssembly functions of the running backend. */
export function program(): Program {
  return session().program;
}

/** Returns what another thread needs to run the functions; undefined if the backend's memory cannot be shared. */
export function shareable(): { memory: WebAssembly.Memory; bytes: Uint8Array<ArrayBuffer> } | undefined {
  const { memory } = emscripten().asm;
  return memory.buffer instanceof SharedArrayBuffer ? { memory, bytes: session().bytes } : undefined;
}

/**
 * Allocates memory that is never freed.
 *
 * @returns its address, a multiple of 16
 */
export function reserve(bytes: number): number {
  const start = emscripten()._malloc(bytes + 16) >>> 0;
  if (start === 0) throw outOfMemory(bytes);
  return Math.ceil(start / 16) * 16;
}

const outOfMemory = (bytes: number) =>
  new RangeError(`WebAssembly is out of memory: ${bytes} bytes more were needed`);

/**
 * Returns memory for one kernel call, cut into parts; the next call overwrites it.
 *
 * @param sizes bytes of each part
 * @returns the address of each part, a multiple of 16
 */
export function workspace(...sizes: readonly number[]): number[] {
  const current = session();
  const aligned = sizes.map((size) => Math.ceil(size / 16) * 16);
  const bytes = aligned.reduce((a, b) => a + b, 0);
  if (bytes > current.workspaceBytes) {
    if (current.workspace !== 0) emscripten()._free(current.workspace);
    const megabyte = 2 ** 20;
    current.workspaceBytes = Math.ceil(bytes / megabyte) * megabyte;
    current.workspace = emscripten()._malloc(current.workspaceBytes) >>> 0;
    if (current.workspace === 0) {
      current.workspaceBytes = 0;
      throw outOfMemory(bytes);
    }
  }
  let next = current.workspace;
  return aligned.map((size) => (next += size) - size);
}

/** Returns the address of a tensor's numbers. */
export function address(tensor: Tensor): number {
  return backend().dataIdMap.get(tensor.dataId).memoryOffset;
}

/** Allocates a float tensor without setting its contents; returns its address, too. */
export function allocate<T extends Tensor>(shape: readonly number[]): [tensor: T, address: number] {
  const info = backend().makeOutput([...shape], "float32");
  const tensor = tf.engine().makeTensorFromTensorInfo(info) as T;
  return [tensor, address(tensor)];
}

/**
 * Returns the address of a variable's memory for writing: a copy of its own if a clone shared it until now. Not for a
 * matrix or a filter, of which the backend's own kernels keep packed copies.
 */
export function writable(variable: Variable): number {
  if (backend().refCount(variable.dataId) > 1) {
    tf.tidy(() => {
      const [copy, to] = allocate(variable.shape);
      const from = address(variable);
      emscripten().HEAPU8.copyWithin(to, from, from + variable.size * 4);
      variable.assign(copy);
    });
  }
  return address(variable);
}

/** Returns floats in memory; a view that is valid until the next allocation. */
export function floats(start: number, length: number): Float32Array {
  return new Float32Array(emscripten().HEAPU8.buffer, start, length);
}

/** Returns doubles in memory; a view that is valid until the next allocation. */
export function doubles(start: number, length: number): Float64Array {
  return new Float64Array(emscripten().HEAPU8.buffer, start, length);
}

/** Returns integers in memory; a view that is valid until the next allocation. */
export function integers(start: number, length: number): Int32Array {
  return new Int32Array(emscripten().HEAPU8.buffer, start, length);
}
