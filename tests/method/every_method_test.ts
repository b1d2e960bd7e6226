/** One suite over the registry: every method trains, masks as it says, and resumes to identical numbers. */
import assert from "node:assert/strict";
import { startBackend } from "../../src/backend/mod.ts";
import { UsageError } from "../../src/errors.ts";
import { completeMethod, createMethod, methods } from "../../src/method/mod.ts";
import { optionLines } from "../../src/options.ts";
import { schedules } from "../../src/schedule/mod.ts";
import { inTempDir } from "../end_to_end/command.ts";
import { assertResumes } from "../../src/testing/resumes.ts";
import { tinyTraining } from "../../src/testing/tiny.ts";

await startBackend("wasm");

/** Every method after cbm, and as many as can be combined; new ones are included automatically. */
const COMPOSITIONS = [
  ...methods.filter(({ name }) => name !== "cbm").map(({ name }) => `cbm:max=0.6+${name}`),
  allTogether(),
];

/** As many methods as can be combined, in the order of the registry. */
function allTogether(): string {
  const decided = new Set<string>(), names: string[] = [];
  for (const { name, exclusive = [] } of methods) {
    if (exclusive.some((what) => decided.has(what))) continue;
    exclusive.forEach((what) => decided.add(what));
    names.push(name);
  }
  return names.join("+");
}

const SPECS = [
  ...COMPOSITIONS,
  ...methods.map(({ name }) => name),
  ...[...schedules.keys()].map((schedule) => `cbm:schedule=${schedule},max=0.4`),
  "cbm:fill=mean",
  "cbm:fill=noise,schedule=constant,max=0.5",
  "cbm:salience=variance",
  "cbm:salience=entropy,schedule=linear-cycle,min=0.2",
  "cbm:salience=uniform",
  "cbm:size=64",
  "cbm:reverse=true",
  "cbm:hold=2,patches=2,max=0.9",
  "cbm:on_the_fly=true",
  "cbm:salience=centre",
  "cbm:inverse=ranks",
  "lerac:rule=code,updates=2",
  "efficient_train:augment=false",
  "cutmix:probability=1",
  "grid_mask:probability=1,rise=0",
  "cbm+cutmix",
  "cbm+efficient_train+mixup",
  "cbs+lerac+lscl+random_erasing",
];

for (const methodSpec of SPECS) {
  for (const augmentation of ["none", "flip,crop"]) {
    const how = augmentation === "none" ? "" : ` with ${augmentation}`;
    Deno.test(`${methodSpec}${how} trains and, stopped within an epoch, resumes to identical numbers`, async () => {
      await inTempDir(async (cacheDir) => {
        const make = () => tinyTraining({ methodSpec, augmentation, cacheDir, epochs: 3 });
        const { untrained, trained, final, tensors } = await assertResumes(make, cacheDir);
        assert.equal(tensors[7], tensors[4], "the third epoch's steps leave as many tensors as the second's");
        assert.notDeepEqual(trained.model.get("conv1_initial.weight"), untrained.get("conv1_initial.weight"));
        assert.equal(final.history.length, 3);
        for (const { ratio, train_loss } of final.history) {
          assert.ok(ratio >= 0 && ratio < 1 && Number.isFinite(train_loss));
        }
      });
    });
  }
}

Deno.test("every method's full name creates the same method again", () => {
  for (const spec of SPECS) {
    const { name } = createMethod(spec);
    assert.equal(createMethod(name).name, name, spec);
  }
});

Deno.test("every method's completed specification is that of the method it makes", () => {
  for (const spec of SPECS) {
    const complete = completeMethod(spec);
    assert.equal(completeMethod(complete), complete);
    assert.equal(completeMethod(createMethod(complete).name), complete);
  }
});

Deno.test("methods that decide the same thing are not combined", () => {
  for (const [place, { name, exclusive = [] }] of methods.entries()) {
    for (const other of methods.slice(place + 1)) {
      const clash = exclusive.find((what) => other.exclusive?.includes(what));
      if (clash === undefined) createMethod(String(`${name}+${other.name}`));
      else {assert.throws(() =>
          createMethod(String(`${name}+${other.name}`)), (error) =>
          error instanceof UsageError && error.message.includes(clash));}
    }
  }
});

Deno.test("every method describes itself and its options", () => {
  for (const { name, summary, options } of methods) {
    assert.match(name, /^[a-z][a-z0-9_-]*$/);
    assert.ok(summary.length > 10, name);
    for (const { name: option, help } of optionLines(options)) {
      assert.ok(help.length > 5, `${name}: ${option}`);
    }
  }
});
