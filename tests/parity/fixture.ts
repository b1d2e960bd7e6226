/** Deterministic tensors of the reference files; see reference/FORMAT.md, section 1. */
import type { TensorData } from "../../src/io/safetensors.ts";

/** An entry of `state` in a model's file. */
export interface StateTensor {
  readonly name: string;
  readonly shape: number[];
  readonly kind: string;
  readonly gain?: number;
}

/** Reads a reference file. */
export function readFixture<T>(name: string): T {
  return JSON.parse(Deno.readTextFileSync(new URL(`./reference/${name}.json`, import.meta.url)));
}

const mix = (value: number): number => {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** seed32(name): FNV-1a of `${seed}:${name}`. */
export function seed32(seed: string, name: string): number {
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(`${seed}:${name}`)) hash = Math.imul(hash ^ byte, 16777619);
  return hash >>> 0;
}

/** bits(name, k) as a function of k. */
export function bitsOf(seed: string, name: string): (k: number) => number {
  const start = seed32(seed, name);
  return (k) => mix((Math.imul(k, 2654435761) + start) >>> 0);
}

/** float32(scale·u + offset) for k = 0 … size-1, where u = f(bits) is in [-1, 1). */
function values(seed: string, name: string, size: number, f: (u: number) => number): Float32Array {
  const bits = bitsOf(seed, name), filled = new Float32Array(size);
  for (let k = 0; k < size; k++) filled[k] = f(bits(k) / 2 ** 31 - 1); // a plain loop, for the sake of millions
  return filled;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** An input of the reference: NCHW there, NHWC here. */
export function inputNhwc(
  seed: string,
  name: string,
  [b, c, h, w]: [number, number, number, number],
): Float32Array {
  const nchw = values(seed, name, b * c * h * w, (u) => u);
  const nhwc = new Float32Array(nchw.length);
  for (let n = 0, at = 0; n < b; n++) {
    for (let k = 0; k < c; k++) {
      for (let y = 0; y < h; y++) {
        for (let x = 0; x < w; x++) nhwc[((n * h + y) * w + x) * c + k] = nchw[at++]!;
      }
    }
  }
  return nhwc;
}

/** The state_dict of a reference file, for another number of classes if asked. */
export function stateOf(
  seed: string,
  entries: readonly StateTensor[],
  classes?: number,
): Map<string, TensorData> {
  const state = new Map<string, TensorData>();
  for (const { name, shape: listed, kind, gain = 1 } of entries) {
    const isHead = classes !== undefined && /^(linear|head)\./.test(name);
    const shape = isHead ? [classes, ...listed.slice(1)] : listed;
    if (kind === "counter") {
      state.set(name, { dtype: "I64", shape: [], data: BigInt64Array.of(0n) });
      continue;
    }
    const scale = Math.sqrt(gain / sizeOf(shape.slice(1)));
    const rules: Record<string, (u: number) => number> = {
      conv: (u) => scale * u,
      linear: (u) => scale * u,
      bias: (u) => 0.05 * u,
      norm_weight: (u) => 1 + 0.1 * u,
      norm_bias: (u) => 0.1 * u,
      bn_mean: (u) => 0.1 * u,
      bn_var: (u) => 1 + 0.5 * Math.abs(u),
      cls_token: (u) => 0.02 * u,
    };
    const rule = rules[kind];
    if (rule === undefined) throw new Error(`Unknown kind "${kind}" of ${name}`);
    state.set(name, { dtype: "F32", shape, data: values(seed, name, sizeOf(shape), rule) });
  }
  return state;
}
