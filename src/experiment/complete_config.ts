import { completeMethod } from "../method/mod.ts";
import { completeModel } from "../model/mod.ts";
import type { RunConfig } from "./config.ts";

/**
 * Spells out every option of the method and the model, as `config.json` stores them: a default that changes later
 * then shows as a difference.
 *
 * @throws {UsageError} on an unknown method, model or option
 */
export function completeConfig(config: RunConfig): RunConfig {
  return { ...config, method: completeMethod(config.method), model: completeModel(config.model) };
}
