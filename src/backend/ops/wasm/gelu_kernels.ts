/**
 * GELU and its gradient.
 *
 * Φ(−|x|) = exp(−x²/2) · P(1 / (1 + p · |x| / √2)) / 2 by formula 7.1.26 of Abramowitz and Stegun (1964), right to
 * 1e-7; the exponential is the normal density too.
 */
import { type Code, defineFunction, f32, f32x4, i32, i32x4, type Local } from "../../../io/wasm_assembler.ts";
import { overElements } from "./lanes.ts";
import { multiplyAdd } from "./multiply_add.ts";

const constant = (value: number): Code => f32x4.splat(f32.const(value));

/** Evaluates the polynomial with these coefficients, highest power first. */
function polynomial(x: Local, coefficients: readonly number[]): Code {
  return coefficients.map(constant).reduce((sum, next) => multiplyAdd(sum, x.get, next));
}

/**
 * Computes out = exp(x) for −87 ≤ x ≤ 0, as 2^n · exp(r) with |r| ≤ ln 2 / 2 (Cephes' polynomial); x is overwritten.
 */
function exponential(x: Local, out: Local, power: Local): Code {
  const scale = i32x4.shiftLeft(
    i32x4.add(i32x4.truncate(power.get), i32x4.splat(i32.const(127))),
    i32.const(23),
  );
  const coefficients = [1.98756915e-4, 1.39819995e-3, 8.33345191e-3, 4.16657959e-2, 0.166666655, 0.5, 1, 1];
  return [
    ...power.set(f32x4.nearest(f32x4.mul(x.get, constant(Math.LOG2E)))),
    // ln 2 in two parts, the first of which has few bits.
    ...x.set(multiplyAdd(power.get, constant(-0.693359375), x.get)),
    ...x.set(multiplyAdd(power.get, constant(2.12194440e-4), x.get)),
    ...out.set(f32x4.mul(polynomial(x, coefficients), scale)),
  ];
}

/** Sets `distribution` to Φ(x) and `bell` to exp(−x²/2). */
function normal(x: Local, distribution: Local, bell: Local, t: Local, power: Local): Code {
  const coefficients = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592, 0];
  return [
    ...t.set(f32x4.mul(f32x4.mul(x.get, x.get), constant(-0.5))),
    ...t.set(f32x4.max(t.get, constant(-87))),
    ...exponential(t, bell, power),
    ...t.set(multiplyAdd(f32x4.abs(x.get), constant(0.3275911 * Math.SQRT1_2), constant(1))),
    ...t.set(f32x4.div(constant(1), t.get)),
    ...distribution.set(f32x4.mul(f32x4.mul(polynomial(t, coefficients), bell.get), constant(0.5))),
    ...distribution.set(
      f32x4.select(
        distribution.get,
        f32x4.sub(constant(1), distribution.get),
        f32x4.less(x.get, f32x4.zero),
      ),
    ),
  ];
}

/** Computes out = x · Φ(x). */
export const gelu = defineFunction(
  { x: "i32", out: "i32", count: "i32" },
  ({ x, out, count }, local) => {
    const value = local("v128"), distribution = local("v128"), bell = local("v128");
    const t = local("v128"), power = local("v128");
    return [
      overElements([x, out], count, local(), (lanes) => [
        ...value.set(lanes.load(x)),
        ...normal(value, distribution, bell, t, power),
        ...lanes.store(out, f32x4.mul(value.get, distribution.get)),
      ]),
    ];
  },
);

/** Computes out = upstream · (Φ(x) + x · φ(x)). */
export const geluGradient = defineFunction(
  { upstream: "i32", x: "i32", out: "i32", count: "i32" },
  ({ upstream, x, out, count }, local) => {
    const value = local("v128"), distribution = local("v128"), bell = local("v128");
    const t = local("v128"), power = local("v128");
    const height = constant(1 / Math.sqrt(2 * Math.PI));
    return [
      overElements([upstream, x, out], count, local(), (lanes) => [
        ...value.set(lanes.load(x)),
        ...normal(value, distribution, bell, t, power),
        ...value.set(multiplyAdd(f32x4.mul(value.get, height), bell.get, distribution.get)),
        ...lanes.store(out, f32x4.mul(lanes.load(upstream), value.get)),
      ]),
    ];
  },
);
