import { isExtension, loadedExtension } from "../extension.ts";
import { completeMethod } from "../method/mod.ts";
import { completeModel } from "../model/mod.ts";
import { parseSpec, splitSpecs } from "../spec.ts";
import type { RunConfig } from "./config.ts";
import { nameByContents } from "./contents.ts";

/** Tells whether all code that a specification names was loaded. */
const isLoaded = (text: string): boolean =>
  splitSpecs(text).map(parseSpec).flatMap(({ name, options }) => [name, ...Object.values(options)])
    .every((name) => !isExtension(name) || loadedExtension(name) !== undefined);

/**
 * Spells out every option of the method and the model, as `config.json` stores them: a default that changes later
 * then shows as a difference. Specifications with code that was not loaded stay as they are.
 *
 * @throws {UsageError} on an unknown method, model or option
 */
export function completeConfig(config: RunConfig): RunConfig {
  const { method, model } = config;
  return {
    ...config,
    method: isLoaded(method) ? completeMethod(method) : method,
    model: isLoaded(model) ? completeModel(model) : model,
  };
}

/** The same with contents in place of paths, to compare configurations wherever their files lie. */
export const comparableConfig = (config: RunConfig): RunConfig =>
  completeConfig({ ...config, ...nameByContents(config) });
