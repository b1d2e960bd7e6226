/** Kernels over equally shaped arrays: the sum, and the optimizer's step. */
import { defineFunction, f32x4 } from "../../../io/wasm_assembler.ts";
import { overElements } from "./lanes.ts";
import { multiplyAdd } from "./multiply_add.ts";

/** Computes out = a + b. */
export const sum = defineFunction(
  { a: "i32", b: "i32", out: "i32", count: "i32" },
  ({ a, b, out, count }, local) => [
    overElements(
      [a, b, out],
      count,
      local(),
      (lanes) => lanes.store(out, f32x4.add(lanes.load(a), lanes.load(b))),
    ),
  ],
);

/** Computes out = upstream where output > 0, else 0. */
export const positiveOnly = defineFunction(
  { upstream: "i32", output: "i32", out: "i32", count: "i32" },
  ({ upstream, output, out, count }, local) => [
    overElements(
      [upstream, output, out],
      count,
      local(),
      (lanes) =>
        lanes.store(out, f32x4.and(lanes.load(upstream), f32x4.greater(lanes.load(output), f32x4.zero))),
    ),
  ],
);

/** Computes moved = w − rate · (g + decay · w): descent without momentum. `negativeRate` is −rate. */
export const descend = defineFunction(
  { weight: "i32", gradient: "i32", moved: "i32", count: "i32", negativeRate: "f32", decay: "f32" },
  ({ weight, gradient, moved, count, negativeRate, decay }, local) => {
    const rate4 = local("v128"), decay4 = local("v128"), w = local("v128");
    return [
      rate4.set(f32x4.splat(negativeRate.get)),
      decay4.set(f32x4.splat(decay.get)),
      overElements([weight, gradient, moved], count, local(), (lanes) => [
        ...w.set(lanes.load(weight)),
        ...lanes.store(
          moved,
          multiplyAdd(rate4.get, multiplyAdd(decay4.get, w.get, lanes.load(gradient)), w.get),
        ),
      ]),
    ];
  },
);

/** Computes v = momentum · v + g + decay · w, in place; moved = w − rate · v, or by Nesterov's rule. */
function descendWithMomentum(nesterov: boolean) {
  return defineFunction(
    {
      weight: "i32",
      gradient: "i32",
      velocity: "i32",
      moved: "i32",
      count: "i32",
      negativeRate: "f32",
      decay: "f32",
      momentum: "f32",
    },
    ({ weight, gradient, velocity, moved, count, negativeRate, decay, momentum }, local) => {
      const rate4 = local("v128"), decay4 = local("v128"), momentum4 = local("v128");
      const w = local("v128"), g = local("v128"), v = local("v128");
      const step = nesterov ? multiplyAdd(momentum4.get, v.get, g.get) : v.get;
      return [
        rate4.set(f32x4.splat(negativeRate.get)),
        decay4.set(f32x4.splat(decay.get)),
        momentum4.set(f32x4.splat(momentum.get)),
        overElements([weight, gradient, velocity, moved], count, local(), (lanes) => [
          ...w.set(lanes.load(weight)),
          ...g.set(multiplyAdd(decay4.get, w.get, lanes.load(gradient))),
          ...v.set(multiplyAdd(momentum4.get, lanes.load(velocity), g.get)),
          ...lanes.store(velocity, v.get),
          ...lanes.store(moved, multiplyAdd(rate4.get, step, w.get)),
        ]),
      ];
    },
  );
}

/** Does PyTorch's SGD with momentum. */
export const descendMomentum = descendWithMomentum(false);
/** Does PyTorch's SGD with Nesterov momentum. */
export const descendNesterov = descendWithMomentum(true);
