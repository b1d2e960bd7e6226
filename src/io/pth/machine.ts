import { call, findGlobal, storageOf } from "./globals.ts";
import type { PickleReader } from "./pickle_reader.ts";
import { PickleDict, PickleList, type PickleValue } from "./values.ts";

/** Where a MARK stands on the stack. */
const MARK = Symbol("mark");

/** The stack and the memory of a pickle, and what its operations do to them. */
export class Machine {
  readonly #stack: (PickleValue | typeof MARK)[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(readonly reader: PickleReader) {}

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    const value = this.#stack.pop();
    if (value === undefined || value === MARK) throw this.reader.damaged();
    return value;
  }

  top(): PickleValue {
    const value = this.pop();
    this.#stack.push(value);
    return value;
  }

  mark(): void {
    this.#stack.push(MARK);
  }

  popToMark(): PickleValue[] {
    const place = this.#stack.lastIndexOf(MARK);
    if (place < 0) throw this.reader.damaged();
    return this.#stack.splice(place).slice(1) as PickleValue[];
  }

  popMany(count: number): PickleValue[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }

  put(key: number): void {
    this.#memo.set(key, this.top());
  }

  get(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw this.reader.damaged();
    this.#stack.push(value);
  }

  append(items: readonly PickleValue[]): void {
    const list = this.top();
    if (!(list instanceof PickleList)) throw this.reader.damaged();
    for (const item of items) list.items.push(item);
  }

  setItems(pairs: readonly PickleValue[]): void {
    const dict = this.top();
    if (!(dict instanceof PickleDict) || pairs.length % 2 === 1) throw this.reader.damaged();
    for (let k = 0; k < pairs.length; k += 2) dict.items.set(pairs[k]!, pairs[k + 1]!);
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  global(module: PickleValue, member: PickleValue): void {
    const name = `${module}.${member}`;
    const found = findGlobal(name);
    if (found === undefined) {
      throw this.reader.refused(
        `it calls for ${
          JSON.stringify(name)
        }, which is neither a tensor nor a container. A checkpoint must not ` +
          "run code, so it was not read on. If you trust it, store its tensors alone from PyTorch: " +
          "torch.save(model.state_dict(), file)",
      );
    }
    this.push(found);
  }

  reduce(): void {
    const [callee, args] = this.popMany(2);
    const value = call(callee!, args!);
    if (value === undefined) throw this.reader.damaged();
    this.push(value);
  }

  persistent(): void {
    const storage = storageOf(this.pop());
    if (storage === undefined) throw this.reader.damaged();
    this.push(storage);
  }

  /** An attribute of a container, such as a state_dict's `_metadata`: of no use here. */
  build(): void {
    this.pop();
    if (!(this.top() instanceof PickleDict)) throw this.reader.damaged();
  }
}
