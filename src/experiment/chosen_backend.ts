import { type BackendName, fastestBackend, probeBackends } from "../backend/mod.ts";
import { findAdapter, softwareNotice } from "../backend/webgpu_adapter.ts";
import { InputError } from "../errors.ts";
import { notice } from "../notices.ts";

/**
 * Finds the backend that a grid's runs will use, without starting it.
 *
 * @returns its name, and whether one run keeps one core busy (so that several can run side by side)
 * @throws {InputError} when the requested backend is not available
 */
export async function chosenBackend(
  name: BackendName | "auto",
): Promise<{ name: BackendName; oneCore: boolean }> {
  const chosen = name === "auto" ? await fastestBackend() : name;
  // These two are always there: to probe would load TensorFlow and the graphics drivers for nothing.
  if (chosen === "wasm" || chosen === "cpu") return { name: chosen, oneCore: true };
  const probe = (await probeBackends()).find((entry) => entry.name === chosen);
  if (probe === undefined || !probe.available) {
    throw new InputError(`The backend "${chosen}" is not available: ${probe?.description}; ${probe?.remedy}`);
  }
  const adapter = chosen === "webgpu" ? await findAdapter() : undefined;
  if (adapter?.software) notice(softwareNotice(adapter));
  return { name: chosen, oneCore: false };
}
