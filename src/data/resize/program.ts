/** Runs the resizing kernels in their own memory, one per thread, which grows to the largest image. */
import { assemble } from "../../io/wasm_assembler.ts";
import { resizeColumns, resizeRows } from "./resize_passes.ts";

const PAGE = 65536;
/** Bytes that the kernels may read or write beyond the end of an area. */
const SLACK = 32;

type Kernel = (...values: number[]) => void;

/** The kernels and their memory. */
export interface ResizeProgram {
  readonly resizeRows: Kernel;
  readonly resizeColumns: Kernel;
  /**
   * Lays out consecutive areas, each followed by some slack; earlier contents are lost.
   *
   * @param sizes bytes of each area
   * @returns their addresses
   */
  place(...sizes: readonly number[]): number[];
  /** Returns the whole memory; call it again after {@linkcode ResizeProgram.place}. */
  bytes(): Uint8Array;
}

let shared: ResizeProgram | undefined;

/** Returns the program of this thread, compiled on first use. */
export function resizeProgram(): ResizeProgram {
  return shared ??= compile();
}

function compile(): ResizeProgram {
  const memory = new WebAssembly.Memory({ initial: 16 });
  const compiled = new WebAssembly.Module(assemble({ resizeRows, resizeColumns }));
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const { resizeRows: rows, resizeColumns: columns } = exports as Record<string, Kernel>;
  return {
    resizeRows: rows!,
    resizeColumns: columns!,
    place(...sizes) {
      let end = 0;
      const addresses = sizes.map((size) => {
        const address = end;
        end = Math.ceil((address + size + SLACK) / 16) * 16;
        return address;
      });
      const lacking = end - memory.buffer.byteLength;
      if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
      return addresses;
    },
    bytes: () => new Uint8Array(memory.buffer),
  };
}
