import { join } from "@std/path";
import assert from "node:assert/strict";
import { UsageError } from "../../src/errors.ts";
import { resolveConfig } from "../../src/experiment/config.ts";
import { runTraining } from "../../src/experiment/run_training.ts";
import { type SpecsConfig, specsOf } from "../../src/experiment/specs.ts";
import { exists } from "../../src/io/exists.ts";
import { inTempDir } from "../end_to_end/command.ts";

/** Wrong specifications by field, with what the error must name. */
const WRONG: { readonly [K in keyof SpecsConfig | "freeze"]: readonly (readonly [unknown, string])[] } = {
  dataset: [["emojis", "emojis"], ["emoji:train=all", '"train" of "emoji"'], ["emoji:train", "key=value"]],
  model: [["resnet19", "resnet19"], ["resnet18:width=0", '"width" of "resnet18"']],
  method: [["cbm+cutmax", "cutmax"], ["cbm:max=2", '"max" of "cbm"'], ["cutmix:alpha=1,alpha=2", "twice"]],
  optimizer: [["sdg", "sdg"], ["sgd:momentum=fast", '"momentum" of "sgd"']],
  learningRateSchedule: [["steps", "steps"], ["cosine:warm=5", '"warm" of "cosine"']],
  augment: [[["flip", "crops"], "crops"], [["mosaic"], "for detectors"]],
  freeze: [["body:until=0", '"until" of "body"'], ["body:for=3", '"for" of "body"']],
};

Deno.test("a wrong specification in any field is refused before anything is read or written", async () => {
  await inTempDir(async (folder) => {
    const out = join(folder, "run"), weights = join(folder, "missing.pth");
    const config = resolveConfig({ method: "conventional", weights }, "the test");
    for (const [field, values] of Object.entries(WRONG)) {
      for (const [value, word] of values) {
        await assert.rejects(
          runTraining({ ...config, [field]: value }, { out }),
          (error) => error instanceof UsageError && error.message.includes(word),
          `${field}: ${value}`,
        );
      }
    }
    assert.ok(!await exists(out));
  });
});

Deno.test("specsOf() reads augmentations listed in one text, with their options", () => {
  const config = resolveConfig({ augment: ["mosaic:scale=0.7,translate=0.05,flip"] }, "the test");
  const { augment } = specsOf(config);
  assert.deepEqual(augment.map(({ name }) => name), ["mosaic", "flip"]);
  assert.deepEqual(augment[0]!.options, { scale: "0.7", translate: "0.05" });
});
