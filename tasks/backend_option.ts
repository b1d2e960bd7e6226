/** Parsing of --backend, separate from `cli.ts`, since only commands that compute need the backends. */
import { type BackendName, backendNames } from "../src/backend/mod.ts";
import { listNames, UsageError } from "../src/errors.ts";

/** Finds the backend that the user named. */
export function parseBackend(text: string): BackendName | "auto" {
  const found = (["auto", ...backendNames] as const).find((name) => name === text);
  if (found === undefined) {
    throw new UsageError(`Unknown backend "${text}": choose one of ${listNames(["auto", ...backendNames])}`);
  }
  return found;
}
