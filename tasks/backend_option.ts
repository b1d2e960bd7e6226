/** Parsing of --backend, separate from `cli.ts`, since only commands that compute need the backends. */
import { type BackendName, backendNames } from "../src/backend/mod.ts";
import { UsageError } from "../src/errors.ts";
import { chooseOne } from "../src/suggest.ts";

/** Finds the backend that the user named. */
export function parseBackend(text: string): BackendName | "auto" {
  const found = (["auto", ...backendNames] as const).find((name) => name === text);
  if (found === undefined) {
    throw new UsageError(`Unknown backend "${text}": ${chooseOne(text, ["auto", ...backendNames])}`);
  }
  return found;
}
