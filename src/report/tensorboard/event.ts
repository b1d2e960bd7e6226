/** Encodes TensorBoard's Event messages as protocol buffers, as far as scalars need it. */

/** Wire types of protocol buffers. */
const VARINT = 0, BYTES_8 = 1, DELIMITED = 2, BYTES_4 = 5;

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push(value % 128 + 128);
  return [...bytes, value];
}

const field = (number: number, type: number, content: Iterable<number>): number[] => [
  ...varint(number * 8 + type),
  ...content,
];

function delimited(number: number, content: readonly number[]): number[] {
  return field(number, DELIMITED, [...varint(content.length), ...content]);
}

const text = (number: number, value: string) => delimited(number, [...new TextEncoder().encode(value)]);
const double = (number: number, value: number) =>
  field(number, BYTES_8, new Uint8Array(new Float64Array([value]).buffer));
const float = (number: number, value: number) =>
  field(number, BYTES_4, new Uint8Array(new Float32Array([value]).buffer));

/** Encodes the first event of a file: its time and the version of the format. */
export const versionEvent = (seconds: number): Uint8Array =>
  Uint8Array.from([...double(1, seconds), ...text(3, "brain.Event:2")]);

/**
 * Encodes scalars at a step.
 *
 * @param seconds since 1970
 * @param step a whole number from 0
 * @param scalars values by tag, such as `loss/train`; undefined ones are omitted
 */
export function scalarEvent(
  seconds: number,
  step: number,
  scalars: Readonly<Record<string, number | undefined>>,
): Uint8Array {
  const values = Object.entries(scalars).flatMap(([tag, value]) =>
    value === undefined ? [] : [...delimited(1, [...text(1, tag), ...float(2, value)])]
  );
  return Uint8Array.from([
    ...double(1, seconds),
    ...field(2, VARINT, varint(step)),
    ...delimited(5, values),
  ]);
}
