/** Activations: GELU by an operation of our own on a CPU, if possible, the rest by TensorFlow's kernels. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { ActivationKernels } from "../kernels.ts";
import { row, scalar } from "./constants.ts";
import { consume } from "./consume.ts";
import { execute } from "./execute.ts";
import { hasOwnRows, ownGelu } from "./own_rows.ts";

/** Computes the normal distribution function Φ(x), and x / √2. */
function distribution(x: Tensor): { normal: Tensor; scaled: Tensor } {
  const scaled = execute("Mul", [x, scalar(Math.SQRT1_2)]);
  const error = execute("Erf", [scaled]);
  const half = consume("Mul", [error, scalar(0.5)], [error]);
  return { normal: consume("AddV2", [half, scalar(0.5)], [half]), scaled };
}

/** Computes x · φ(x), φ(x) = exp(−ln √2π − x² / 2) the normal density, from x and x / √2, which is freed. */
function timesDensity(x: Tensor, scaled: Tensor): Tensor {
  const square = consume("Square", [scaled], [scaled]);
  const exponent = consume("Sub", [scalar(-Math.log(2 * Math.PI) / 2), square], [square]);
  const density = consume("Exp", [exponent], [exponent]);
  return consume("Mul", [x, density], [density]);
}

export const activations: Partial<ActivationKernels> = {
  sigmoidGradient: (upstream, output) => execute("SigmoidGrad", [output, upstream]),

  /** Keeps the derivative, Φ(x) + x · φ(x), in place of x: one error function, and a single pass on the way back. */
  gelu(x, needsGradient) {
    if (hasOwnRows(x) && x.rank > 0) {
      const { output, slope } = ownGelu(x, row(x.shape.at(-1)!, 0), "gelu", needsGradient);
      if (needsGradient) return { output, saved: slope };
      slope.dispose();
      return { output, saved: x };
    }
    const { normal, scaled } = distribution(x);
    const output = execute("Mul", [x, normal]);
    if (!needsGradient) {
      normal.dispose();
      scaled.dispose();
      return { output, saved: x };
    }
    const rest = timesDensity(x, scaled);
    return { output, saved: consume("AddV2", [normal, rest], [normal, rest]) };
  },

  geluGradient: (upstream, slope) => execute("Mul", [upstream, slope]),
};
