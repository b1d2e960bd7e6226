/** The suite of training methods. */
import assert from "node:assert/strict";
import { startBackend } from "../backend/mod.ts";
import { compose } from "../method/compose.ts";
import { cbm, makeMethod, type MethodDefinition } from "../method/mod.ts";
import type { GivenValues, OptionTable } from "../options.ts";
import { assertResumes } from "./resumes.ts";
import { inTempDir } from "./temp_dir.ts";
import { tinyTraining } from "./tiny.ts";

/**
 * Registers the tests of a method: it trains, resumes within an epoch to identical numbers, leaks no tensors,
 * and composes with CBM.
 *
 * @param definition its file's default export
 * @param given options; defaults if omitted
 */
export function testMethod<T extends OptionTable>(
  definition: MethodDefinition<T>,
  given: GivenValues<T> = {},
): void {
  const make = () => makeMethod(definition, given), { name } = make();
  const withCbm = () =>
    compose([{ key: "cbm", method: cbm({ max: 0.6 }) }, { key: definition.name, method: make() }]);
  for (const [what, method] of [[name, make], [`cbm+${name}`, withCbm]] as const) {
    for (const augmentation of ["none", "flip,crop"]) {
      const how = augmentation === "none" ? "" : ` with ${augmentation}`;
      Deno.test(`${what}${how} trains and, stopped within an epoch, resumes to identical numbers`, async () => {
        await startBackend("wasm");
        await inTempDir(async (cacheDir) => {
          const training = () => tinyTraining({ method: method(), augmentation, cacheDir, epochs: 3 });
          const { untrained, trained, final, tensors } = await assertResumes(training, cacheDir);
          assert.equal(
            tensors[7],
            tensors[4],
            "the third epoch's steps leave as many tensors as the second's",
          );
          assert.notDeepEqual(trained.model, untrained, "the network learns");
          assert.ok(final.history.every(({ train_loss }) => Number.isFinite(train_loss)));
        });
      });
    }
  }
}
