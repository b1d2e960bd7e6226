/** The resizing kernels at work in a memory of their own, one per thread; it grows to the largest image. */
import { assemble } from "../../io/wasm_assembler.ts";
import { resizeColumns, resizeRows } from "./kernels.ts";

const PAGE = 65536;
/** Bytes that the kernels may read or write behind an area. */
const SLACK = 32;

type Kernel = (...values: number[]) => void;

/** The kernels, and areas of memory for them. */
export interface ResizeProgram {
  readonly resizeRows: Kernel;
  readonly resizeColumns: Kernel;
  /**
   * Lays out areas after each other, each with slack behind it; what they held before is lost.
   *
   * @param sizes bytes of each
   * @returns their addresses
   */
  place(...sizes: readonly number[]): number[];
  /** All of the memory; to be asked for anew after {@linkcode ResizeProgram.place}. */
  bytes(): Uint8Array;
}

let shared: ResizeProgram | undefined;

/** The program of this thread; compiled when first asked for. */
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
