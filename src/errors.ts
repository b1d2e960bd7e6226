/** Errors shown to the user by message only, without a stack trace. */

/** The input was understood but is wrong or missing (a corrupt file, a full disk): exit code 1. */
export class InputError extends Error {
  readonly exitCode: number = 1;
  override name = "InputError";
}

/** The command line, the configuration or an argument is wrong: exit code 2. */
export class UsageError extends InputError {
  override readonly exitCode: number = 2;
  override name = "UsageError";
}

/** The user interrupted the work, which the same command continues: exit code 130. */
export class Interrupted extends InputError {
  override readonly exitCode: number = 130;
  override name = "Interrupted";
}

/** Quotes a list of names for an error message: `"a", "b" and "c"`. */
export function listNames(names: Iterable<string>): string {
  const quoted = [...names].map((name) => `"${name}"`);
  const last = quoted.pop() ?? "nothing";
  return quoted.length === 0 ? last : `${quoted.join(", ")} and ${last}`;
}
