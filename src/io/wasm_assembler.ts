/**
 * A small assembler for WebAssembly: expressions are lists of bytes, and a module is put together from functions.
 *
 * Enough for loops over float arrays with SIMD, and no more. Generating code here, rather than compiling it
 * elsewhere, lets TypeScript unroll the loops and keeps binaries out of the repository.
 * Encoding: https://webassembly.github.io/spec/core/binary/
 */

/** Bytes of instructions. */
export type Code = readonly number[];

/** Types of values, by their encoding. */
export const types = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;

/** The name of a type. */
export type ValueType = keyof typeof types;

/** Encodes an integer as unsigned LEB128. */
export function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value;
  do {
    const more = rest > 0x7f;
    bytes.push((rest & 0x7f) | (more ? 0x80 : 0));
    rest >>>= 7;
  } while (rest !== 0);
  return bytes;
}

function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  while (true) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) {
      return [...bytes, byte];
    }
    bytes.push(byte | 0x80);
  }
}

/** Puts an instruction after its operands. */
function instruction(bytes: Code, ...operands: readonly Code[]): Code {
  return [...operands.flat(), ...bytes];
}

/** Encodes a memory access; the alignment is a hint, given as none. */
function access(bytes: Code, offset: number, ...operands: readonly Code[]): Code {
  return instruction([...bytes, 0, ...unsigned(offset)], ...operands);
}

const simd = (opcode: number): Code => [0xfd, ...unsigned(opcode)];

/** 32-bit integers: addresses and counts. */
export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  load: (address: Code, offset = 0): Code => access([0x28], offset, address),
  store: (address: Code, value: Code, offset = 0): Code => access([0x36], offset, address, value),
  add: (a: Code, b: Code): Code => instruction([0x6a], a, b),
  sub: (a: Code, b: Code): Code => instruction([0x6b], a, b),
  mul: (a: Code, b: Code): Code => instruction([0x6c], a, b),
  and: (a: Code, b: Code): Code => instruction([0x71], a, b),
  less: (a: Code, b: Code): Code => instruction([0x49], a, b),
  equal: (a: Code, b: Code): Code => instruction([0x46], a, b),
  /** a where condition ≠ 0, else b. */
  select: (a: Code, b: Code, condition: Code): Code => instruction([0x1b], a, b, condition),
} as const;

/** Single floats. */
export const f32 = {
  load: (address: Code, offset = 0): Code => access([0x2a], offset, address),
  store: (address: Code, value: Code, offset = 0): Code => access([0x38], offset, address, value),
  const: (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)],
  sqrt: (a: Code): Code => instruction([0x91], a),
  add: (a: Code, b: Code): Code => instruction([0x92], a, b),
  mul: (a: Code, b: Code): Code => instruction([0x94], a, b),
  div: (a: Code, b: Code): Code => instruction([0x95], a, b),
  max: (a: Code, b: Code): Code => instruction([0x97], a, b),
} as const;

/** Double floats: sums over many numbers. */
export const f64 = {
  load: (address: Code, offset = 0): Code => access([0x2b], offset, address),
  store: (address: Code, value: Code, offset = 0): Code => access([0x39], offset, address, value),
  add: (a: Code, b: Code): Code => instruction([0xa0], a, b),
  promote: (a: Code): Code => instruction([0xbb], a),
} as const;

/** Four single floats at a time. */
export const f32x4 = {
  load: (address: Code, offset = 0): Code => access(simd(0x00), offset, address),
  /** One float from memory in all four lanes. */
  loadSplat: (address: Code, offset = 0): Code => access(simd(0x09), offset, address),
  store: (address: Code, value: Code, offset = 0): Code => access(simd(0x0b), offset, address, value),
  zero: [...simd(0x0c), ...new Array<number>(16).fill(0)] as Code,
  /** All bits set in the first lane, none in the others. */
  firstLane: [...simd(0x0c), 0xff, 0xff, 0xff, 0xff, ...new Array<number>(12).fill(0)] as Code,
  splat: (a: Code): Code => instruction(simd(0x13), a),
  lane: (a: Code, index: number): Code => instruction([...simd(0x1f), index], a),
  equal: (a: Code, b: Code): Code => instruction(simd(0x41), a, b),
  less: (a: Code, b: Code): Code => instruction(simd(0x43), a, b),
  greater: (a: Code, b: Code): Code => instruction(simd(0x44), a, b),
  and: (a: Code, b: Code): Code => instruction(simd(0x4e), a, b),
  /** The bits of a that b has not. */
  without: (a: Code, b: Code): Code => instruction(simd(0x4f), a, b),
  /** a where the mask's bits are set, else b. */
  select: (a: Code, b: Code, mask: Code): Code => instruction(simd(0x52), a, b, mask),
  /** The nearest whole number. */
  nearest: (a: Code): Code => instruction(simd(0x6a), a),
  abs: (a: Code): Code => instruction(simd(0xe0), a),
  sqrt: (a: Code): Code => instruction(simd(0xe3), a),
  add: (a: Code, b: Code): Code => instruction(simd(0xe4), a, b),
  sub: (a: Code, b: Code): Code => instruction(simd(0xe5), a, b),
  mul: (a: Code, b: Code): Code => instruction(simd(0xe6), a, b),
  div: (a: Code, b: Code): Code => instruction(simd(0xe7), a, b),
  /** The larger one, by a plain comparison (faster than the NaN-aware maximum). */
  max: (a: Code, b: Code): Code => instruction(simd(0xeb), a, b),
} as const;

/** Four 32-bit integers at a time, in the same registers. */
export const i32x4 = {
  splat: (a: Code): Code => instruction(simd(0x11), a),
  /** All four shifted to the left by an i32. */
  shiftLeft: (a: Code, by: Code): Code => instruction(simd(0xab), a, by),
  add: (a: Code, b: Code): Code => instruction(simd(0xae), a, b),
  /** The whole parts of four floats. */
  truncate: (a: Code): Code => instruction(simd(0xf8), a),
} as const;

/** A parameter or local variable of a function. */
export class Local {
  readonly get: Code;

  constructor(readonly index: number, readonly type: ValueType) {
    this.get = [0x20, ...unsigned(index)];
  }

  set(value: Code): Code {
    return [...value, 0x21, ...unsigned(this.index)];
  }

  /** Adds to an i32. */
  increase(by: Code): Code {
    return this.set(i32.add(this.get, by));
  }
}

/** Runs the body while `counter` (unsigned) is less than the limit; the body must increase it. */
export function whileLess(counter: Local, limit: Code, ...body: readonly Code[]): Code {
  const test = i32.less(counter.get, limit);
  return [...test, 0x04, 0x40, 0x03, 0x40, ...body.flat(), ...test, 0x0d, 0x00, 0x0b, 0x0b];
}

/** Runs the first branch where the condition is not 0, else the second. */
export function when(condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code {
  return [...condition, 0x04, 0x40, ...then.flat(), 0x05, ...otherwise.flat(), 0x0b];
}

/** Copies `bytes` bytes. */
export function copyMemory(to: Code, from: Code, bytes: Code): Code {
  return instruction([0xfc, 0x0a, 0, 0], to, from, bytes);
}

/** Writes `bytes` zero bytes. */
export function clearMemory(to: Code, bytes: Code): Code {
  return instruction([0xfc, 0x0b, 0], to, i32.const(0), bytes);
}

/** A function without result. */
export interface WasmFunction {
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/**
 * Defines a function.
 *
 * @param parameters names and types, in order
 * @param build is given the parameters and a maker of local variables; returns the body
 * @returns the function, for {@link assemble}
 */
export function defineFunction<Names extends string>(
  parameters: Readonly<Record<Names, ValueType>>,
  build: (parameters: Readonly<Record<Names, Local>>, local: (type?: ValueType) => Local) => readonly Code[],
): WasmFunction {
  const entries = Object.entries<ValueType>(parameters);
  const named = Object.fromEntries(entries.map(([name, type], k) => [name, new Local(k, type)]));
  const locals: ValueType[] = [];
  const local = (type: ValueType = "i32") => new Local(entries.length + locals.push(type) - 1, type);
  const body = build(named as Record<Names, Local>, local).flat();
  return { parameters: entries.map(([, type]) => type), locals, body };
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const text = (value: string): Code => vector([...new TextEncoder().encode(value)].map((byte) => [byte]));

/** Pages of 64 KiB in the largest memory. */
const MOST_PAGES = 65_536;

/**
 * Puts a module together that works in an imported memory, "env" "memory".
 *
 * @param functions by the names under which they are exported
 * @param options whether the memory is shared with other threads
 * @returns the module's bytes
 */
export function assemble(
  functions: Readonly<Record<string, WasmFunction>>,
  { shared = false }: { readonly shared?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(functions);
  const signatures = entries.map((
    [, { parameters }],
  ) => [0x60, ...vector(parameters.map((p) => [types[p]])), 0]);
  const bodies = entries.map(([, { locals, body }]) => {
    const content = [...vector(locals.map((type) => [1, types[type]])), ...body, 0x0b];
    return [...unsigned(content.length), ...content];
  });
  // At least no page; memory that is shared must have an end: all that there can be.
  const limits = shared ? [0x03, 0x00, ...unsigned(MOST_PAGES)] : [0x00, 0x00];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(signatures)),
    ...section(2, vector([[...text("env"), ...text("memory"), 0x02, ...limits]])),
    ...section(3, vector(entries.map((_, k) => unsigned(k)))),
    ...section(7, vector(entries.map(([name], k) => [...text(name), 0x00, ...unsigned(k)]))),
    ...section(10, vector(bodies)),
  ]);
}
