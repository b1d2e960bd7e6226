/** The fused multiply-add, where the engine has it. */
import { assemble, type Code, defineFunction, f32x4, unsigned } from "../../../io/wasm_assembler.ts";

const RELAXED_MADD: Code = [0xfd, ...unsigned(0x105)];

function relaxed(a: Code, b: Code, c: Code): Code {
  return [...a, ...b, ...c, ...RELAXED_MADD];
}

/** Relaxed SIMD is checked once; Deno has it since V8 11.4. */
const supported = WebAssembly.validate(assemble({
  probe: defineFunction({}, (_, local) => [local("v128").set(relaxed(f32x4.zero, f32x4.zero, f32x4.zero))]),
}));

/**
 * a · b + c on four floats.
 *
 * Relaxed SIMD lets the engine round once or twice, by what the processor has: results are equal from run to run
 * on one machine, and may differ in the last bits between a processor with fused multiply-add and one without.
 */
export const multiplyAdd: (a: Code, b: Code, c: Code) => Code = supported
  ? relaxed
  : (a, b, c) => f32x4.add(f32x4.mul(a, b), c);
