/** Learning-rate schedules against the rules of optim.json. */
import assert from "node:assert/strict";
import { learningRateSchedule } from "../../src/train/learning_rate.ts";
import { readFixture } from "./fixture.ts";

interface Case {
  readonly base: number;
  readonly lr: readonly number[];
}

interface Fixture {
  readonly schedules: {
    readonly tolerance_rel: number;
    readonly step_decay: readonly (Case & { readonly epochs: number; readonly marks: readonly number[] })[];
    readonly warmup_cosine: readonly (Case & {
      readonly total: number;
      readonly warmup: number;
      readonly start: number;
      readonly end: number;
    })[];
    readonly cosine: readonly (Case & { readonly epochs: number; readonly end: number })[];
    readonly yolo_linear: readonly YoloCase[];
    readonly yolo_cosine: readonly YoloCase[];
  };
}

interface YoloCase {
  readonly epochs: number;
  readonly lr0: number;
  readonly lrf: number;
  readonly lr: readonly number[];
}

const { schedules } = readFixture<Fixture>("optim");

function check(spec: string, base: number, wanted: readonly number[]): void {
  Deno.test(`${spec} from ${base} in ${wanted.length} epochs gives the reference's rates`, () => {
    const rate = learningRateSchedule(spec, { base, epochs: wanted.length });
    wanted.forEach((want, epoch) => {
      const distance = Math.abs(rate(epoch) - want);
      assert.ok(distance <= schedules.tolerance_rel * base, `epoch ${epoch}: ${rate(epoch)}, not ${want}`);
    });
  });
}

for (const { base, marks, lr } of schedules.step_decay) check(`step:at=${marks.join("-")}`, base, lr);
for (const { base, warmup, start, end, lr } of schedules.warmup_cosine) {
  check(`cosine:warmup=${warmup},start=${start},min=${end}`, base, lr);
}
for (const { base, end, lr } of schedules.cosine) check(`cosine:min=${end}`, base, lr);
for (const { lr0, lrf, lr } of schedules.yolo_linear) check(`linear:min=${lr0 * lrf}`, lr0, lr);
for (const { lr0, lrf, lr } of schedules.yolo_cosine) check(`cosine:min=${lr0 * lrf}`, lr0, lr);

Deno.test("a cosine decays per update as it does per epoch", () => {
  const [{ base, total, warmup, start, end, lr }] = schedules.warmup_cosine as [
    Fixture["schedules"]["warmup_cosine"][0],
  ];
  // The reference counts iterations: the same ones, five to an epoch.
  const rate = learningRateSchedule(`cosine:warmup=${warmup / 5},start=${start},min=${end}`, {
    base,
    epochs: total / 5,
  });
  lr.forEach((want, update) => {
    const got = rate(Math.floor(update / 5), update % 5, 5);
    assert.ok(
      Math.abs(got - want) <= schedules.tolerance_rel * base,
      `update ${update}: ${got}, not ${want}`,
    );
  });
});
