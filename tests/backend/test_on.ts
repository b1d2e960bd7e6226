/** A test on the backends that are there, and on those that must be. */
import assert from "node:assert/strict";
import { type BackendName, probeBackends, startBackend } from "../../src/backend/mod.ts";
import { isRequired, REQUIRE } from "./required.ts";

const probes = new Map((await probeBackends()).map((probe) => [probe.name, probe]));

/**
 * Registers a test once for each of some backends. Where one is missing, its test is left out, and its name says why;
 * if the backend is required, the test fails instead, and says how to get it.
 *
 * @param backends where it runs
 * @param name what is tested
 * @param test given the backend's name, while it is running
 */
export function testOn(
  backends: readonly BackendName[],
  name: string,
  test: (backend: BackendName) => Promise<void>,
): void {
  for (const backend of backends) {
    const { available, description, remedy } = probes.get(backend)!;
    // A software device takes minutes for what a real one does in seconds.
    const isSlow = backend === "webgpu" && available && /software/i.test(description) && !isRequired(backend);
    const why = available ? `a software device; ${REQUIRE}=webgpu runs it` : `not here: ${description}`;
    Deno.test({
      name: `${name}, on ${backend}${available && !isSlow ? "" : ` (${why})`}`,
      ignore: (!available || isSlow) && !isRequired(backend),
      // A graphics device stays open from one test to the next.
      sanitizeResources: backend !== "webgpu",
      sanitizeOps: backend !== "webgpu",
      async fn() {
        assert.ok(available, `${REQUIRE} names ${backend}, which is not here (${description}): ${remedy}`);
        await startBackend(backend);
        await test(backend);
      },
    });
  }
}
