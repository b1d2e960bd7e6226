/** Values that a pickle may hold here: plain values, containers, and tensors that are no more than a description. */

/** A global that a pickle names: one of a fixed list, known by name alone; nothing is imported or called. */
export class Global {
  constructor(readonly name: string) {}
}

/** A run of numbers in the archive. */
export class Storage {
  constructor(
    /** PyTorch's class, such as `FloatStorage`. */
    readonly type: string,
    /** Its name below `data/`. */
    readonly key: string,
    /** How many numbers. */
    readonly length: number,
  ) {}
}

/** A window on a storage; offset and strides are counted in numbers. */
export class TensorView {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** Anything that a pickle builds. Dictionaries are Maps, so that no key is special. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PickleValue[]
  | PickleList
  | PickleDict
  | Global
  | Storage
  | TensorView;

/** A list or a set; tuples are plain arrays. */
export class PickleList {
  readonly items: PickleValue[] = [];
}

/** A dictionary. */
export class PickleDict {
  readonly items: Map<PickleValue, PickleValue> = new Map();
}
