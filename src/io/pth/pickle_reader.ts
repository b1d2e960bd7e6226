import { InputError } from "../../errors.ts";

/** Longer whole numbers stand in no checkpoint. */
const LONGEST_LONG = 16;

/** Reads the pieces of a pickle, and never beyond its end. */
export class PickleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #source: string;
  #at = 0;

  constructor(bytes: Uint8Array, source: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#source = source;
  }

  refused(fault: string): InputError {
    return new InputError(`Cannot read ${this.#source}: ${fault}`);
  }

  damaged(): InputError {
    return this.refused(`its pickle is damaged at byte ${this.#at}`);
  }

  /** The next operation, as a character of that byte. */
  code(): string {
    return String.fromCharCode(this.uint(1));
  }

  /** Without sign, little-endian. */
  uint(size: 1 | 2 | 4): number {
    const at = this.#take(size);
    if (size === 1) return this.#view.getUint8(at);
    return size === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  /** Big-endian, alone among the numbers. */
  float64(): number {
    return this.#view.getFloat64(this.#take(8), false);
  }

  /** A length and so many bytes in two's complement: a number where it is one exactly. */
  long(): number | bigint {
    const length = this.uint(1);
    if (length > LONGEST_LONG) throw this.damaged();
    const at = this.#take(length);
    let value = 0n;
    for (let k = length - 1; k >= 0; k--) value = (value << 8n) | BigInt(this.#bytes[at + k]!);
    const signed = BigInt.asIntN(8 * length, value), short = Number(signed);
    return Number.isSafeInteger(short) ? short : signed;
  }

  text(length: number): string {
    const at = this.#take(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  /** A line of text; the newline is passed over. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw this.damaged();
    const line = this.text(end - this.#at);
    this.#at = end + 1;
    return line;
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw this.damaged();
    this.#at += length;
    return at;
  }
}
