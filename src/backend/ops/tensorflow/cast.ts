/** Between float32 and the 16-bit types. */
import type { Kernels } from "../kernels.ts";
import { elementType, execute, FLOAT32 } from "./execute.ts";

export const cast = {
  toHalf: (x, type) => execute("Cast", [x], { DstT: elementType(type) }),
  toFloat32: (x) => execute("Cast", [x], { DstT: FLOAT32 }),
} satisfies Partial<Kernels>;
