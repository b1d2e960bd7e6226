/** Kernels over the rows of [rows, channels]: layer normalisation, and the gradients of it and of softmax. */
import {
  type Code,
  defineFunction,
  f32,
  f32x4,
  i32,
  type Local,
  whileLess,
} from "../../../io/wasm_assembler.ts";
import { multiplyAdd } from "./multiply_add.ts";
import { across, Row } from "./row_loops.ts";

/**
 * Computes out = (x − mean) / sqrt(variance + epsilon) · weight + bias; mean and 1 / sqrt(…) of each row are stored.
 */
export const normalizeRows = defineFunction(
  {
    x: "i32",
    weight: "i32",
    bias: "i32",
    out: "i32",
    means: "i32",
    inverses: "i32",
    rows: "i32",
    channels: "i32",
    share: "f32",
    epsilon: "f32",
  },
  (p, local) => {
    const index = local(), sum = local("v128"), mean = local("v128"), inverse = local("v128");
    const value = local("v128"), number = local("f32");
    const row = new Row([p.x, p.weight, p.bias, p.out], p.channels, local);
    return [
      whileLess(
        index,
        p.rows.get,
        sum.set(f32x4.zero),
        row.each([p.x], (lanes, [x]) => sum.set(f32x4.add(sum.get, lanes.only(lanes.load(x!))))),
        number.set(f32.mul(across(sum), p.share.get)),
        f32.store(p.means.get, number.get),
        mean.set(f32x4.splat(number.get)),
        sum.set(f32x4.zero),
        row.each([p.x], (lanes, [x]) => [
          ...value.set(lanes.only(f32x4.sub(lanes.load(x!), mean.get))),
          ...sum.set(multiplyAdd(value.get, value.get, sum.get)),
        ]),
        number.set(f32.add(f32.mul(across(sum), p.share.get), p.epsilon.get)),
        number.set(f32.div(f32.const(1), f32.sqrt(number.get))),
        f32.store(p.inverses.get, number.get),
        inverse.set(f32x4.splat(number.get)),
        row.each(
          [p.x, p.weight, p.bias, p.out],
          (lanes, [x, weight, bias, out]) => [
            ...value.set(f32x4.mul(f32x4.sub(lanes.load(x!), mean.get), inverse.get)),
            ...lanes.store(out!, multiplyAdd(value.get, lanes.load(weight!), lanes.load(bias!))),
          ],
        ),
        row.next([p.x, p.out]),
        p.means.increase(i32.const(4)),
        p.inverses.increase(i32.const(4)),
        index.increase(i32.const(1)),
      ),
    ];
  },
);

/**
 * Computes out = 1 / σ · (g · w − mean(g · w) − x̂ · mean(g · w · x̂)) of each row; weightSums += g · x̂ and biasSums
 * += g, where x̂ = (x − mean) / σ.
 */
export const normalizeRowsGradient = defineFunction(
  {
    upstream: "i32",
    x: "i32",
    weight: "i32",
    out: "i32",
    means: "i32",
    inverses: "i32",
    weightSums: "i32",
    biasSums: "i32",
    rows: "i32",
    channels: "i32",
    share: "f32",
  },
  (p, local) => {
    const index = local(), mean = local("v128"), inverse = local("v128"), g = local("v128");
    const first = local("v128"), second = local("v128"), standard = local("v128");
    const row = new Row([p.upstream, p.x, p.weight, p.out, p.weightSums, p.biasSums], p.channels, local);
    const standardOf = (x: Code) => standard.set(f32x4.mul(f32x4.sub(x, mean.get), inverse.get));
    const average = (sum: Local) => sum.set(f32x4.splat(f32.mul(across(sum), p.share.get)));
    return [
      whileLess(
        index,
        p.rows.get,
        mean.set(f32x4.loadSplat(p.means.get)),
        inverse.set(f32x4.loadSplat(p.inverses.get)),
        first.set(f32x4.zero),
        second.set(f32x4.zero),
        row.each(
          [p.upstream, p.x, p.weight, p.weightSums, p.biasSums],
          (lanes, [upstream, x, weight, weightSums, biasSums]) => [
            ...g.set(lanes.load(upstream!)),
            ...standardOf(lanes.load(x!)),
            ...lanes.store(weightSums!, multiplyAdd(g.get, standard.get, lanes.load(weightSums!))),
            ...lanes.store(biasSums!, f32x4.add(g.get, lanes.load(biasSums!))),
            ...g.set(lanes.only(f32x4.mul(g.get, lanes.load(weight!)))),
            ...first.set(f32x4.add(first.get, g.get)),
            ...second.set(multiplyAdd(g.get, standard.get, second.get)),
          ],
        ),
        average(first),
        average(second),
        row.each(
          [p.upstream, p.x, p.weight, p.out],
          (lanes, [upstream, x, weight, out]) => [
            ...standardOf(lanes.load(x!)),
            ...g.set(f32x4.sub(f32x4.mul(lanes.load(upstream!), lanes.load(weight!)), first.get)),
            ...g.set(f32x4.sub(g.get, f32x4.mul(standard.get, second.get))),
            ...lanes.store(out!, f32x4.mul(g.get, inverse.get)),
          ],
        ),
        row.next([p.upstream, p.x, p.out]),
        p.means.increase(i32.const(4)),
        p.inverses.increase(i32.const(4)),
        index.increase(i32.const(1)),
      ),
    ];
  },
);

/** Computes out = output · (upstream − Σ upstream · output) of each row. */
export const softmaxRowsGradient = defineFunction(
  { upstream: "i32", output: "i32", out: "i32", rows: "i32", channels: "i32" },
  (p, local) => {
    const index = local(), sum = local("v128");
    const row = new Row([p.upstream, p.output, p.out], p.channels, local);
    return [
      whileLess(
        index,
        p.rows.get,
        sum.set(f32x4.zero),
        row.each(
          [p.upstream, p.output],
          (lanes, [upstream, output]) =>
            sum.set(multiplyAdd(lanes.only(lanes.load(upstream!)), lanes.load(output!), sum.get)),
        ),
        sum.set(f32x4.splat(across(sum))),
        row.each([p.upstream, p.output, p.out], (lanes, [upstream, output, out]) =>
          lanes.store(
            out!,
            f32x4.mul(lanes.load(output!), f32x4.sub(lanes.load(upstream!), sum.get)),
          )),
        row.next([p.upstream, p.output, p.out]),
        index.increase(i32.const(1)),
      ),
    ];
  },
);
