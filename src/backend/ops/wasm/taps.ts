/** Kernels that go over every tap of a depthwise filter at every pixel of its output. */
import { type Code, copyMemory, defineFunction, i32, whileLess } from "../../../io/wasm_assembler.ts";
import { type Lanes, overElements } from "./lanes.ts";
import { multiplyAdd } from "./multiply_add.ts";

type Pointers = Readonly<Record<"image" | "upstream" | "filter", (lanes: Lanes) => Code>>;

/**
 * Visits each pixel of `upstream` [images, height, width, channels] and each tap of `filter` [rows, columns, channels]:
 * adds to `target` the product of the two others, of which `image` is the padded pixel that the tap meets.
 */
function accumulate(target: "image" | "filter") {
  return defineFunction(
    {
      image: "i32",
      upstream: "i32",
      filter: "i32",
      images: "i32",
      height: "i32",
      width: "i32",
      channels: "i32",
      filterRows: "i32",
      filterColumns: "i32",
      imageBytes: "i32",
      rowBytes: "i32",
      stride: "i32",
    },
    (p, local) => {
      const n = local(), y = local(), x = local(), row = local(), column = local(), end = local();
      const rowAt = local(), pixelAt = local(), tapRowAt = local(), pixelBytes = local();
      const at = { image: local(), upstream: local(), filter: local() };
      const load = Object.fromEntries(
        Object.entries(at).map(([name, pointer]) => [name, (lanes: Lanes) => lanes.load(pointer)]),
      ) as Pointers;
      const source = target === "image" ? load.filter : load.image;
      const one = i32.const(1);
      return [
        pixelBytes.set(i32.mul(p.channels.get, i32.const(4))),
        whileLess(
          n,
          p.images.get,
          rowAt.set(p.image.get),
          y.set(i32.const(0)),
          whileLess(
            y,
            p.height.get,
            pixelAt.set(rowAt.get),
            x.set(i32.const(0)),
            whileLess(
              x,
              p.width.get,
              tapRowAt.set(pixelAt.get),
              at.filter.set(p.filter.get),
              row.set(i32.const(0)),
              whileLess(
                row,
                p.filterRows.get,
                at.image.set(tapRowAt.get),
                column.set(i32.const(0)),
                whileLess(
                  column,
                  p.filterColumns.get,
                  at.upstream.set(p.upstream.get),
                  overElements([at.image, at.upstream, at.filter], p.channels, end, (lanes) =>
                    lanes.store(
                      at[target],
                      multiplyAdd(source(lanes), load.upstream(lanes), load[target](lanes)),
                    )),
                  column.increase(one),
                ),
                tapRowAt.increase(p.rowBytes.get),
                row.increase(one),
              ),
              p.upstream.increase(pixelBytes.get),
              pixelAt.increase(i32.mul(p.stride.get, pixelBytes.get)),
              x.increase(one),
            ),
            rowAt.increase(i32.mul(p.stride.get, p.rowBytes.get)),
            y.increase(one),
          ),
          p.image.increase(p.imageBytes.get),
          n.increase(one),
        ),
      ];
    },
  );
}

/** Adds the input gradient: image += upstream · filter. */
export const spreadTaps = accumulate("image");
/** Adds the filter gradient: filter += upstream · image. */
export const gatherTaps = accumulate("filter");

/** Copies `images` images of `height` rows of `rowBytes` out of larger ones, given the distances there. */
export const cropImages = defineFunction(
  {
    source: "i32",
    out: "i32",
    images: "i32",
    height: "i32",
    rowBytes: "i32",
    imageStride: "i32",
    rowStride: "i32",
  },
  (p, local) => {
    const image = local(), row = local(), from = local();
    return [
      whileLess(
        image,
        p.images.get,
        from.set(p.source.get),
        row.set(i32.const(0)),
        whileLess(
          row,
          p.height.get,
          copyMemory(p.out.get, from.get, p.rowBytes.get),
          p.out.increase(p.rowBytes.get),
          from.increase(p.rowStride.get),
          row.increase(i32.const(1)),
        ),
        p.source.increase(p.imageStride.get),
        image.increase(i32.const(1)),
      ),
    ];
  },
);
