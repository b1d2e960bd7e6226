/** Backends that must be there: CBM_TEST_REQUIRE lists them, as in `webgpu,tensorflow`; none by default. */
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

/** Whether tests of a backend must run, and so fail where it is missing. */
export const isRequired = (backend: BackendName): boolean => required.includes(backend);

/**
 * Whether tests that need native TensorFlow are left out: it is not set up, and nobody requires it.
 * Without a look at graphics cards, whose drivers some of these tests must not meet.
 */
export const withoutNative = async (): Promise<boolean> =>
  !isRequired("tensorflow") && await findNativeAddon() === undefined;
