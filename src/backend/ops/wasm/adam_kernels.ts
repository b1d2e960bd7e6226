/** Kernels over equally shaped arrays: the steps of Adamax and AdamW. */
import { defineFunction, f32x4 } from "../../../io/wasm_assembler.ts";
import { overElements } from "./lanes.ts";
import { multiplyAdd } from "./multiply_add.ts";

const arrays = {
  weight: "i32",
  gradient: "i32",
  first: "i32",
  second: "i32",
  moved: "i32",
  count: "i32",
} as const;

/**
 * Computes g = gradient + decay · w; m = beta1 · m + (1 − beta1) · g and v = max(beta2 · v, |g| + epsilon), in place;
 * moved = w − rate · m / v. `negativeRate` is −rate, `rest1` is 1 − beta1.
 */
export const moveAdamax = defineFunction(
  {
    ...arrays,
    negativeRate: "f32",
    decay: "f32",
    beta1: "f32",
    rest1: "f32",
    beta2: "f32",
    epsilon: "f32",
  },
  (p, local) => {
    const numbers = [p.negativeRate, p.decay, p.beta1, p.rest1, p.beta2, p.epsilon];
    const values = numbers.map(() => local("v128"));
    const [rate, decay, beta1, rest1, beta2, epsilon] = values.map((value) => value.get);
    const w = local("v128"), g = local("v128"), m = local("v128"), v = local("v128");
    const { weight, gradient, first, second, moved } = p;
    return [
      ...values.map((value, k) => value.set(f32x4.splat(numbers[k]!.get))),
      overElements([weight, gradient, first, second, moved], p.count, local(), (lanes) => [
        ...w.set(lanes.load(weight)),
        ...g.set(multiplyAdd(decay!, w.get, lanes.load(gradient))),
        ...m.set(multiplyAdd(beta1!, lanes.load(first), f32x4.mul(rest1!, g.get))),
        ...v.set(f32x4.mul(beta2!, lanes.load(second))),
        ...v.set(f32x4.max(v.get, f32x4.add(f32x4.abs(g.get), epsilon!))),
        ...lanes.store(first, m.get),
        ...lanes.store(second, v.get),
        ...lanes.store(moved, multiplyAdd(rate!, f32x4.div(m.get, v.get), w.get)),
      ]),
    ];
  },
);

/**
 * Computes m = beta1 · m + (1 − beta1) · g and v = beta2 · v + (1 − beta2) · g², in place;
 * moved = keep · w − rate · m / (root · sqrt(v) + epsilon). `negativeRate` is −rate, `rest1` is 1 − beta1.
 */
export const moveAdamw = defineFunction(
  {
    ...arrays,
    negativeRate: "f32",
    keep: "f32",
    beta1: "f32",
    rest1: "f32",
    beta2: "f32",
    rest2: "f32",
    root: "f32",
    epsilon: "f32",
  },
  (p, local) => {
    const numbers = [p.negativeRate, p.keep, p.beta1, p.rest1, p.beta2, p.rest2, p.root, p.epsilon];
    const values = numbers.map(() => local("v128"));
    const [rate, keep, beta1, rest1, beta2, rest2, root, epsilon] = values.map((value) => value.get);
    const g = local("v128"), m = local("v128"), v = local("v128");
    const { weight, gradient, first, second, moved } = p;
    return [
      ...values.map((value, k) => value.set(f32x4.splat(numbers[k]!.get))),
      overElements([weight, gradient, first, second, moved], p.count, local(), (lanes) => [
        ...g.set(lanes.load(gradient)),
        ...m.set(multiplyAdd(beta1!, lanes.load(first), f32x4.mul(rest1!, g.get))),
        ...v.set(multiplyAdd(beta2!, lanes.load(second), f32x4.mul(rest2!, f32x4.mul(g.get, g.get)))),
        ...lanes.store(first, m.get),
        ...lanes.store(second, v.get),
        ...g.set(f32x4.div(m.get, multiplyAdd(root!, f32x4.sqrt(v.get), epsilon!))),
        ...lanes.store(moved, multiplyAdd(rate!, g.get, f32x4.mul(keep!, lanes.load(weight)))),
      ]),
    ];
  },
);
