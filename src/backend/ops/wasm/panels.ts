/** Matrices in panels of eight columns: how `gemm` and `outerProducts` read and write them. */
import {
  type Code,
  defineFunction,
  f32,
  f32x4,
  i32,
  type Local,
  when,
  whileLess,
} from "../../../io/wasm_assembler.ts";

/** Columns of a panel. */
export const COLUMNS = 8;
/** Bytes of one row of a panel. */
export const PANEL_ROW_BYTES = COLUMNS * 4;
/** Returns the number of panels that so many columns take. */
export const panelsOf = (columns: number): number => Math.ceil(columns / COLUMNS);

/** Copies `count` floats; `index` is scratch. */
export function copyFloats(from: Local, to: Local, count: Local, index: Local): Code {
  const at = (base: Local) => i32.add(base.get, i32.mul(index.get, i32.const(4)));
  return [
    ...index.set(i32.const(0)),
    ...whileLess(index, count.get, f32.store(at(to), f32.load(at(from))), index.increase(i32.const(1))),
  ];
}

/**
 * Packs B [K, columns] into panels [⌈columns/8⌉][K][8], the missing columns 0. K = groups · depth: group g begins
 * `groups` table entry g bytes into `source`; its rows are `depthStride` bytes apart, its columns `columnStride`.
 */
export const packPanels = defineFunction(
  {
    source: "i32",
    groups: "i32",
    groupCount: "i32",
    depth: "i32",
    depthStride: "i32",
    columns: "i32",
    columnStride: "i32",
    packed: "i32",
  },
  (p, local) => {
    const panel = local(),
      group = local(),
      k = local(),
      j = local(),
      from = local(),
      at = local(),
      width = local();
    const start = local();
    const full = i32.and(
      i32.equal(p.columnStride.get, i32.const(4)),
      i32.less(i32.const(COLUMNS - 1), width.get),
    );
    return [
      whileLess(
        panel,
        p.columns.get,
        width.set(i32.sub(p.columns.get, panel.get)),
        start.set(i32.add(p.source.get, i32.mul(panel.get, p.columnStride.get))),
        group.set(i32.const(0)),
        whileLess(
          group,
          p.groupCount.get,
          from.set(i32.add(start.get, i32.load(i32.add(p.groups.get, i32.mul(group.get, i32.const(4)))))),
          k.set(i32.const(0)),
          whileLess(
            k,
            p.depth.get,
            when(full, [
              f32x4.store(p.packed.get, f32x4.load(from.get)),
              f32x4.store(p.packed.get, f32x4.load(from.get, 16), 16),
            ], [
              f32x4.store(p.packed.get, f32x4.zero),
              f32x4.store(p.packed.get, f32x4.zero, 16),
              j.set(i32.const(0)),
              at.set(from.get),
              whileLess(
                j,
                i32.select(i32.const(COLUMNS), width.get, i32.less(i32.const(COLUMNS), width.get)),
                f32.store(i32.add(p.packed.get, i32.mul(j.get, i32.const(4))), f32.load(at.get)),
                at.increase(p.columnStride.get),
                j.increase(i32.const(1)),
              ),
            ]),
            p.packed.increase(i32.const(PANEL_ROW_BYTES)),
            from.increase(p.depthStride.get),
            k.increase(i32.const(1)),
          ),
          group.increase(i32.const(1)),
        ),
        panel.increase(i32.const(COLUMNS)),
      ),
    ];
  },
);

/** Unpacks sums [⌈columns/8⌉][runs][paddedRun][8] to a matrix [runs · runLength, columns]. */
export const unpackPanels = defineFunction(
  { panels: "i32", runs: "i32", runLength: "i32", paddedRun: "i32", columns: "i32", out: "i32" },
  (p, local) => {
    const panel = local(), run = local(), row = local(), width = local(), to = local(), j = local();
    return [
      whileLess(
        panel,
        p.columns.get,
        width.set(i32.sub(p.columns.get, panel.get)),
        width.set(i32.select(i32.const(COLUMNS), width.get, i32.less(i32.const(COLUMNS), width.get))),
        to.set(i32.add(p.out.get, i32.mul(panel.get, i32.const(4)))),
        run.set(i32.const(0)),
        whileLess(
          run,
          p.runs.get,
          row.set(i32.const(0)),
          whileLess(
            row,
            p.runLength.get,
            copyFloats(p.panels, to, width, j),
            p.panels.increase(i32.const(PANEL_ROW_BYTES)),
            to.increase(i32.mul(p.columns.get, i32.const(4))),
            row.increase(i32.const(1)),
          ),
          p.panels.increase(i32.mul(i32.sub(p.paddedRun.get, p.runLength.get), i32.const(PANEL_ROW_BYTES))),
          run.increase(i32.const(1)),
        ),
        panel.increase(i32.const(COLUMNS)),
      ),
    ];
  },
);
