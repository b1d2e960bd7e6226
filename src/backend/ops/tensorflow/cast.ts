/** Between float32 and bfloat16. */
import type { Kernels } from "../kernels.ts";
import { BFLOAT16, execute, FLOAT32 } from "./execute.ts";

export const cast = {
  toBfloat16: (x) => execute("Cast", [x], { DstT: BFLOAT16 }),
  toFloat32: (x) => execute("Cast", [x], { DstT: FLOAT32 }),
} satisfies Partial<Kernels>;
