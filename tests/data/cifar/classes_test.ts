import assert from "node:assert/strict";
import {
  CIFAR10,
  CIFAR100_COARSE,
  CIFAR100_FINE,
  CIFAR100_SUPERCLASSES,
} from "../../../src/data/cifar/classes.ts";

Deno.test("CIFAR has one name per class, in the archive's (sorted) order", () => {
  for (const [names, count] of [[CIFAR10, 10], [CIFAR100_FINE, 100], [CIFAR100_COARSE, 20]] as const) {
    assert.equal(new Set(names).size, count);
    assert.deepEqual(names, [...names].sort());
  }
});

Deno.test("CIFAR-100 has five classes in each superclass, aquatic mammals among them", () => {
  const members = CIFAR100_COARSE.map((_, index) =>
    CIFAR100_FINE.filter((_, label) => CIFAR100_SUPERCLASSES[label] === index)
  );
  assert.ok(members.every(({ length }) => length === 5));
  assert.deepEqual(members[0], ["beaver", "dolphin", "otter", "seal", "whale"]);
  assert.deepEqual(members[17], ["maple_tree", "oak_tree", "palm_tree", "pine_tree", "willow_tree"]);
});
