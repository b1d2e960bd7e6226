import assert from "node:assert/strict";
import { CIFAR10, CIFAR100_COARSE, CIFAR100_FINE } from "../../../src/data/cifar/classes.ts";

Deno.test("CIFAR has as many class names as classes, each once, in the order of the archive (sorted)", () => {
  for (const [names, count] of [[CIFAR10, 10], [CIFAR100_FINE, 100], [CIFAR100_COARSE, 20]] as const) {
    assert.equal(new Set(names).size, count);
    assert.deepEqual(names, [...names].sort());
  }
});
