/**
 * Python's pickle, as far as PyTorch's checkpoints need it: a machine that builds numbers, texts, containers and
 * descriptions of tensors. A pickle is a program that may call anything; this machine can call nothing but the few
 * constructors of globals.ts.
 *
 * @module
 */
import { InputError } from "../../errors.ts";
import { Machine } from "./machine.ts";
import { PickleReader } from "./pickle_reader.ts";
import { PickleDict, PickleList, type PickleValue } from "./values.ts";

/** The operations of protocol 2, torch.save's own, by their byte, but for those that make instances of classes. */
const OPERATIONS: Readonly<Record<string, (machine: Machine, reader: PickleReader) => void>> = {
  "(": (machine) => machine.mark(),
  "N": (machine) => machine.push(null),
  "\x88": (machine) => machine.push(true),
  "\x89": (machine) => machine.push(false),
  "J": (machine, reader) => machine.push(reader.int32()),
  "K": (machine, reader) => machine.push(reader.uint(1)),
  "M": (machine, reader) => machine.push(reader.uint(2)),
  "\x8a": (machine, reader) => machine.push(reader.long()),
  "G": (machine, reader) => machine.push(reader.float64()),
  "X": (machine, reader) => machine.push(reader.text(reader.uint(4))),
  "U": (machine, reader) => machine.push(reader.text(reader.uint(1))),
  ")": (machine) => machine.push([]),
  "t": (machine) => machine.push(machine.popToMark()),
  "\x85": (machine) => machine.push(machine.popMany(1)),
  "\x86": (machine) => machine.push(machine.popMany(2)),
  "\x87": (machine) => machine.push(machine.popMany(3)),
  "]": (machine) => machine.push(new PickleList()),
  "a": (machine) => machine.append([machine.pop()]),
  "e": (machine) => machine.append(machine.popToMark()),
  "}": (machine) => machine.push(new PickleDict()),
  "s": (machine) => machine.setItems(machine.popMany(2)),
  "u": (machine) => machine.setItems(machine.popToMark()),
  "q": (machine, reader) => machine.put(reader.uint(1)),
  "r": (machine, reader) => machine.put(reader.uint(4)),
  "h": (machine, reader) => machine.get(reader.uint(1)),
  "j": (machine, reader) => machine.get(reader.uint(4)),
  "c": (machine, reader) => machine.global(reader.line(), reader.line()),
  "R": (machine) => machine.reduce(),
  "Q": (machine) => machine.persistent(),
  "b": (machine) => machine.build(),
  // Protocols 4 and 5: torch.save(…, pickle_protocol=4).
  "\x95": (_, reader) => reader.skip(8), // the length of a frame
  "\x94": (machine) => machine.memoize(),
  "\x8c": (machine, reader) => machine.push(reader.text(reader.uint(1))),
  "\x93": (machine) => {
    const [module, member] = machine.popMany(2);
    machine.global(module!, member!);
  },
};

/**
 * Reads a pickle of tensors and containers.
 *
 * @param bytes the contents of `data.pkl`
 * @param source what to call it in error messages
 * @throws {InputError} on anything else, naming the global that it calls for, and on damage
 */
export function readPickle(bytes: Uint8Array, source: string): PickleValue {
  const reader = new PickleReader(bytes, source), machine = new Machine(reader);
  if (reader.uint(1) !== 0x80) throw reader.damaged();
  const protocol = reader.uint(1);
  if (protocol < 2 || protocol > 5) {
    throw reader.refused(
      `its pickle is of protocol ${protocol}, which torch.save does not write: it is damaged`,
    );
  }
  for (let code = reader.code(); code !== "."; code = reader.code()) {
    const operation = Object.hasOwn(OPERATIONS, code) ? OPERATIONS[code] : undefined;
    if (operation === undefined) throw unknownOperation(reader, code);
    operation(machine, reader);
  }
  return machine.pop();
}

function unknownOperation(reader: PickleReader, code: string): InputError {
  const hex = code.charCodeAt(0).toString(16).padStart(2, "0");
  return reader.refused(
    `its pickle has the operation 0x${hex}, which tensors and containers do not need; a checkpoint must not run code`,
  );
}
