/** The gradient of max pooling. */
import { defineFunction, f32x4, i32, whileLess } from "../../../io/wasm_assembler.ts";
import { overElements } from "./lanes.ts";

/**
 * Adds, at one pixel of the output [channels], `upstream` to `out` where the window's first value equal to `output`
 * is. `x` and `out` are the window's first pixel inside the image, and the window has `rows` × `columns` inside.
 */
export const spreadLargest = defineFunction(
  {
    x: "i32",
    output: "i32",
    upstream: "i32",
    out: "i32",
    rows: "i32",
    columns: "i32",
    channels: "i32",
    rowBytes: "i32",
  },
  (p, local) => {
    const row = local(), column = local(), at = local(), to = local(), skip = local(), pixelBytes = local();
    const largest = local("v128"), open = local("v128"), found = local("v128");
    const all = f32x4.equal(f32x4.zero, f32x4.zero);
    return [
      pixelBytes.set(i32.mul(p.channels.get, i32.const(4))),
      skip.set(i32.sub(p.rowBytes.get, i32.mul(p.columns.get, pixelBytes.get))),
      overElements([p.x, p.out, p.output, p.upstream], p.channels, local(), (lanes) => [
        ...largest.set(lanes.load(p.output)),
        ...open.set(all),
        ...at.set(p.x.get),
        ...to.set(p.out.get),
        ...row.set(i32.const(0)),
        ...whileLess(
          row,
          p.rows.get,
          column.set(i32.const(0)),
          whileLess(
            column,
            p.columns.get,
            found.set(f32x4.and(f32x4.equal(lanes.load(at), largest.get), open.get)),
            lanes.store(to, f32x4.add(lanes.load(to), f32x4.and(lanes.load(p.upstream), found.get))),
            open.set(f32x4.without(open.get, found.get)),
            at.increase(pixelBytes.get),
            to.increase(pixelBytes.get),
            column.increase(i32.const(1)),
          ),
          at.increase(skip.get),
          to.increase(skip.get),
          row.increase(i32.const(1)),
        ),
      ]),
    ];
  },
);
