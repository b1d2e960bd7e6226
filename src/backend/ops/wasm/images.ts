/** Laying out images in memory: zero borders, and tables of where pixels are. */
import { clearMemory, copyMemory, defineFunction, i32, whileLess } from "../../../io/wasm_assembler.ts";

/**
 * Copies `images` images of `height` rows of `rowBytes` into larger ones: `top` and `bottom` rows of zeros, `left`
 * and `right` bytes of zeros beside each row.
 */
export const padImages = defineFunction(
  {
    source: "i32",
    out: "i32",
    images: "i32",
    height: "i32",
    rowBytes: "i32",
    top: "i32",
    bottom: "i32",
    left: "i32",
    right: "i32",
  },
  (p, local) => {
    const image = local(), row = local(), sides = local(), above = local(), below = local();
    const wide = i32.add(p.rowBytes.get, i32.add(p.left.get, p.right.get));
    return [
      // Zeros that follow each other are cleared together: a row's right side with the next row's left side.
      sides.set(i32.add(p.left.get, p.right.get)),
      above.set(i32.add(i32.mul(p.top.get, wide), p.left.get)),
      below.set(i32.mul(p.bottom.get, wide)),
      whileLess(
        image,
        p.images.get,
        clearMemory(p.out.get, above.get),
        p.out.increase(above.get),
        row.set(i32.const(0)),
        whileLess(
          row,
          p.height.get,
          copyMemory(p.out.get, p.source.get, p.rowBytes.get),
          p.out.increase(p.rowBytes.get),
          clearMemory(p.out.get, sides.get),
          p.out.increase(sides.get),
          p.source.increase(p.rowBytes.get),
          row.increase(i32.const(1)),
        ),
        // The last row's right side has been cleared with a left side too many: step back.
        p.out.set(i32.sub(p.out.get, p.left.get)),
        clearMemory(p.out.get, below.get),
        p.out.increase(below.get),
        image.increase(i32.const(1)),
      ),
    ];
  },
);

/** Writes the byte offsets of a grid of pixels, [images][height][width], with the given strides in bytes. */
export const pixelTable = defineFunction(
  {
    out: "i32",
    images: "i32",
    height: "i32",
    width: "i32",
    imageStride: "i32",
    rowStride: "i32",
    pixelStride: "i32",
  },
  (p, local) => {
    const image = local(), row = local(), column = local(), imageAt = local(), rowAt = local(), at = local();
    return [
      whileLess(
        image,
        p.images.get,
        rowAt.set(imageAt.get),
        row.set(i32.const(0)),
        whileLess(
          row,
          p.height.get,
          at.set(rowAt.get),
          column.set(i32.const(0)),
          whileLess(
            column,
            p.width.get,
            i32.store(p.out.get, at.get),
            p.out.increase(i32.const(4)),
            at.increase(p.pixelStride.get),
            column.increase(i32.const(1)),
          ),
          rowAt.increase(p.rowStride.get),
          row.increase(i32.const(1)),
        ),
        imageAt.increase(p.imageStride.get),
        image.increase(i32.const(1)),
      ),
    ];
  },
);

/** Repeats each of `count` runs of `bytes` bytes `times` times in a row. */
export const repeatRuns = defineFunction(
  { source: "i32", out: "i32", count: "i32", bytes: "i32", times: "i32" },
  (p, local) => {
    const run = local(), time = local();
    return [
      whileLess(
        run,
        p.count.get,
        time.set(i32.const(0)),
        whileLess(
          time,
          p.times.get,
          copyMemory(p.out.get, p.source.get, p.bytes.get),
          p.out.increase(p.bytes.get),
          time.increase(i32.const(1)),
        ),
        p.source.increase(p.bytes.get),
        run.increase(i32.const(1)),
      ),
    ];
  },
);

/** Sets bytes to 0. */
export const clear = defineFunction(
  { start: "i32", bytes: "i32" },
  ({ start, bytes }) => [clearMemory(start.get, bytes.get)],
);
