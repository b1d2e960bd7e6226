/** From descriptions of tensors to their numbers: storages of the archive seen through offsets and strides. */
import { InputError } from "../../errors.ts";
import { decodeBfloat16, decodeFloat16 } from "../half.ts";
import type { Dtype, TensorData } from "../safetensors.ts";
import { CLASSES } from "../safetensors_types.ts";
import {
  elementCount,
  formatShape,
  type NumberArray,
  type NumberArrayClass,
  viewAs,
} from "../typed_array.ts";
import type { TensorView } from "./values.ts";

const DTYPES: Readonly<Record<string, Dtype>> = {
  "torch.FloatStorage": "F32",
  "torch.DoubleStorage": "F64",
  "torch.HalfStorage": "F16",
  "torch.BFloat16Storage": "BF16",
  "torch.LongStorage": "I64",
  "torch.IntStorage": "I32",
  "torch.ShortStorage": "I16",
  "torch.CharStorage": "I8",
  "torch.ByteStorage": "U8",
  "torch.BoolStorage": "BOOL",
};

/** Tensors that share numbers are each given their own: more than so often the file is no checkpoint but a bomb. */
const MOST_SHARING = 8, ALWAYS_FINE = 1 << 20;

/** The strides of numbers that lie row by row without gaps. */
function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
}

/** Whether the numbers lie row by row without gaps; an axis of one element may have any stride. */
function isContiguous({ shape, strides }: TensorView): boolean {
  const wanted = rowMajor(shape);
  return strides.every((stride, axis) => shape[axis] === 1 || stride === wanted[axis]);
}

/** The numbers that a view sees, in row-major order. */
function gather(from: NumberArray, type: NumberArrayClass, view: TensorView, count: number): NumberArray {
  const { offset, shape, strides } = view;
  if (isContiguous(view)) return from.slice(offset, offset + count);
  const to = viewAs(type, new Uint8Array(count * type.BYTES_PER_ELEMENT));
  const position = new Array<number>(shape.length).fill(0);
  for (let index = 0, at = offset; index < count; index++) {
    to[index] = from[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++position[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return to;
}

/** Reads the tensors of one archive. */
export class TensorReader {
  #left: number;

  /**
   * @param contents the archive's storages by key
   * @param size the file's length in bytes, which limits how much its tensors may take in memory
   * @param source what to call the file in error messages
   */
  constructor(
    readonly contents: (key: string) => Uint8Array | undefined,
    size: number,
    readonly source: string,
  ) {
    this.#left = MOST_SHARING * size + ALWAYS_FINE;
  }

  /**
   * Reads one tensor.
   *
   * @throws {InputError} naming the tensor where its storage is missing or cut off, or it reaches beyond it
   */
  read(name: string, view: TensorView): TensorData {
    const { storage, offset, shape, strides } = view;
    const refuse = (fault: string) =>
      new InputError(`Cannot read ${this.source}: tensor "${name}": ${fault}`);
    const dtype = DTYPES[storage.type]!, type = CLASSES[dtype];
    const bytes = this.contents(storage.key);
    if (bytes === undefined) throw refuse(`its storage data/${storage.key} is missing`);
    if (bytes.length !== storage.length * type.BYTES_PER_ELEMENT) {
      throw refuse(
        `its storage data/${storage.key} has ${bytes.length} bytes, where ${storage.length} numbers of type ` +
          `${dtype} take ${storage.length * type.BYTES_PER_ELEMENT}`,
      );
    }
    const count = elementCount(shape);
    const last = shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, offset);
    if (count === undefined || (count > 0 && !(last < storage.length)) || offset > storage.length) {
      throw refuse(
        `shape ${formatShape(shape)} with strides ${formatShape(strides)} from ${offset} reaches beyond ` +
          `the ${storage.length} numbers of its storage`,
      );
    }
    this.#left -= count * Math.max(4, type.BYTES_PER_ELEMENT);
    if (this.#left < 0) {
      throw refuse(`the tensors would take more than ${MOST_SHARING} times the file's size in memory`);
    }
    const data = gather(viewAs(type, bytes), type, view, count);
    if (dtype === "F16") return { dtype, shape, data: decodeFloat16(data as Uint16Array) };
    if (dtype === "BF16") return { dtype, shape, data: decodeBfloat16(data as Uint16Array) };
    return { dtype, shape, data };
  }
}
