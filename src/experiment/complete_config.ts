import { codeIn, loadedExtension } from "../extension.ts";
import { completeMethod } from "../method/mod.ts";
import { completeModel } from "../model/mod.ts";
import type { Spec } from "../spec.ts";
import type { RunConfig } from "./config.ts";
import { nameByContents } from "./contents.ts";
import { type Specs, specsOf } from "./specs.ts";

/** Tells whether all code that some specifications name was loaded. */
const areLoaded = (specs: readonly Spec[]): boolean =>
  specs.flatMap(codeIn).every((file) => loadedExtension(file) !== undefined);

/**
 * Spells out every option of the method and the model, as `config.json` stores them: a default that changes later
 * then shows as a difference. Specifications with code that was not loaded stay as they are.
 *
 * @param specs the configuration's specifications, if they are parsed already
 * @throws {UsageError} on an unknown method, model or option
 */
export function completeConfig(config: RunConfig, { method, model }: Specs = specsOf(config)): RunConfig {
  return {
    ...config,
    ...(areLoaded(method) && { method: completeMethod(method) }),
    ...(areLoaded([model]) && { model: completeModel(model) }),
  };
}

/** The same with contents in place of paths, to compare configurations wherever their files lie. */
export const comparableConfig = (config: RunConfig): RunConfig =>
  completeConfig({ ...config, ...nameByContents(config) });
