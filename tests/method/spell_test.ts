import assert from "node:assert/strict";
import { spell } from "../../src/method/spell.ts";

Deno.test("spell() writes what differs from the defaults, as the command line takes it", () => {
  assert.equal(spell("cutmix", { alpha: 1, probability: 0.5 }, { alpha: 1, probability: 0.5 }), "cutmix");
  assert.equal(
    spell("cutmix", { alpha: 2, probability: 0.5 }, { alpha: 1, probability: 0.5 }),
    "cutmix:alpha=2",
  );
  assert.equal(spell("x", { minLr: 0.1, onTheFly: true, size: undefined }), "x:min_lr=0.1,on_the_fly=true");
});
