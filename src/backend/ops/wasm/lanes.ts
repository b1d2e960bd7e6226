/** Loops over the elements of arrays, four at a time. */
import { type Code, f32, f32x4, i32, type Local, whileLess } from "../../../io/wasm_assembler.ts";

/** The loads and stores of a body: of four elements at a time, or one if fewer are left. */
export interface Lanes {
  load(pointer: Local): Code;
  store(pointer: Local, value: Code): Code;
  /** Zeroes the lanes beyond the element, for sums over elements. */
  only(value: Code): Code;
}

const four: Lanes = {
  load: (pointer) => f32x4.load(pointer.get),
  store: (pointer, value) => f32x4.store(pointer.get, value),
  only: (value) => value,
};

const one: Lanes = {
  load: (pointer) => f32x4.loadSplat(pointer.get),
  store: (pointer, value) => f32.store(pointer.get, f32x4.lane(value, 0)),
  only: (value) => f32x4.and(value, f32x4.firstLane),
};

/** Runs the body over `count` elements of every pointer's array; the pointers end behind them. */
export function overElements(
  pointers: readonly Local[],
  count: Local,
  end: Local,
  body: (lanes: Lanes) => Code,
): Code {
  const first = pointers[0]!;
  const advance = (bytes: number) => pointers.flatMap((pointer) => pointer.increase(i32.const(bytes)));
  return [
    ...end.set(i32.add(first.get, i32.mul(i32.and(count.get, i32.const(-4)), i32.const(4)))),
    ...whileLess(first, end.get, body(four), advance(16)),
    ...end.increase(i32.mul(i32.and(count.get, i32.const(3)), i32.const(4))),
    ...whileLess(first, end.get, body(one), advance(4)),
  ];
}
