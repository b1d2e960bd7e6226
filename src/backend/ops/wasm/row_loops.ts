/** Going over a row of [rows, channels] several times. */
import { type Code, f32, f32x4, i32, type Local, type ValueType } from "../../../io/wasm_assembler.ts";
import { type Lanes, overElements } from "./lanes.ts";

/** Sums four floats. */
export function across(sum: Local): Code {
  const lane = (index: number) => f32x4.lane(sum.get, index);
  return f32.add(f32.add(lane(0), lane(1)), f32.add(lane(2), lane(3)));
}

/** The parts of a row's work: loops over its elements, each from the start. */
export class Row {
  readonly #end: Local;
  readonly #at: ReadonlyMap<Local, Local>;

  /** @param arrays where the row's arrays begin */
  constructor(
    readonly arrays: readonly Local[],
    readonly channels: Local,
    local: (type?: ValueType) => Local,
  ) {
    this.#end = local();
    this.#at = new Map(arrays.map((array) => [array, local()]));
  }

  /** Runs the body over the elements of some of the arrays; it is given pointers in their order. */
  each(arrays: readonly Local[], body: (lanes: Lanes, at: readonly Local[]) => Code): Code {
    const pointers = arrays.map((array) => this.#at.get(array)!);
    return [
      ...pointers.flatMap((pointer, k) => pointer.set(arrays[k]!.get)),
      ...overElements(pointers, this.channels, this.#end, (lanes) => body(lanes, pointers)),
    ];
  }

  /** Moves arrays of [rows, channels] on to the next row. */
  next(arrays: readonly Local[]): Code {
    return arrays.flatMap((array) => array.increase(i32.mul(this.channels.get, i32.const(4))));
  }
}
