/** Required backends: CBM_TEST_REQUIRE lists them, as in `webgpu,tensorflow`; none by default. */
import assert from "node:assert/strict";
import { type BackendName, backendNames } from "../../src/backend/mod.ts";
import { findNativeAddon } from "../../src/backend/setup/location.ts";

/** The variable's name, for messages. */
export const REQUIRE = "CBM_TEST_REQUIRE";

const required = (Deno.env.get(REQUIRE) ?? "").split(",").map((name) => name.trim()).filter(Boolean);
for (const name of required) {
  assert.ok(
    (backendNames as readonly string[]).includes(name),
    `${REQUIRE} names "${name}": known are ${backendNames.join(", ")}`,
  );
}

/** Tells whether tests of a backend must run, and so fail if it is missing. */
export const isRequired = (backend: BackendName): boolean => required.includes(backend);

/**
 * Tells whether tests that need native TensorFlow are skipped: it is not set up, and not required.
 * Does not probe graphics cards, as some of these tests must not load their drivers.
 */
export const withoutNative = async (): Promise<boolean> =>
  !isRequired("tensorflow") && await findNativeAddon() === undefined;
