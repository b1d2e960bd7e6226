import assert from "node:assert/strict";
import { comparePeer } from "../../src/bench/peer.ts";
import { InputError } from "../../src/errors.ts";

const peer = (words: string) => `${Deno.execPath()} eval ${words}`;

/** A row of the bench in which 60 images were a step of 3 GFLOP. */
const measured = (speed: number) => ({
  images_per_second: speed,
  seconds_per_step: 60 / speed,
  gflops_per_second: speed / 20,
  normalize_and_mask_share: speed / 1000,
  matmul_gflops_per_second: 100 - speed,
  peak_mib: 200 + speed,
  profile: `of the run at ${speed}`,
});

Deno.test("comparePeer() reports both speeds of each pair and their medians", async () => {
  const ours = [30, 10, 20];
  const command = peer(`console.log('{"images_per_second":10,"peak_mib":1150000}')`);
  const row = await comparePeer(command, 3, () => Promise.resolve(measured(ours.shift()!)));
  assert.deepEqual(row, {
    images_per_second: 20,
    seconds_per_step: 3,
    gflops_per_second: 1,
    normalize_and_mask_share: 0.02,
    matmul_gflops_per_second: 90,
    peak_mib: 230,
    profile: "of the run at 20",
    peer: {
      command,
      images_per_second: 10,
      peak_mib: 1150000,
      peak_ratio: 230 / 1150000,
      ratio: { median: 2, min: 1, max: 3 },
      pairs: 3,
      each: { ours: [30, 10, 20], peer: [10, 10, 10] },
    },
  });
});

Deno.test("comparePeer() averages the two middle pairs, and omits memory that a peer does not report", async () => {
  const ours = [10, 20];
  const command = peer(`console.log('{"images_per_second":10}')`);
  const { peer: found, ...row } = await comparePeer(
    command,
    2,
    () => Promise.resolve(measured(ours.shift()!)),
  );
  assert.equal(row.images_per_second, 15);
  assert.equal(found.ratio.median, 1.5);
  assert.ok(!("peak_mib" in found || "peak_ratio" in found));
});

Deno.test("comparePeer() ignores a memory peak that the peer inherited from us", async () => {
  const command = peer(`console.log('{"images_per_second":10,"peak_mib":1}')`);
  const { peer: found } = await comparePeer(command, 1, () => Promise.resolve(measured(10)));
  assert.ok(!("peak_mib" in found || "peak_ratio" in found));
});

Deno.test("comparePeer() rejects a peer that fails or reports no speed, naming it", async () => {
  const ours = () => Promise.resolve(measured(1));
  for (
    const [command, words] of [
      [peer("Deno.exit(3)"), /exit code 3/],
      [peer(`console.log('{"speed":10}')`), /"images_per_second"/],
      [peer(`console.log('{"images_per_second":0}')`), /"images_per_second"/],
      ["there-is-no-such-program", /there-is-no-such-program/],
    ] as const
  ) {
    await assert.rejects(comparePeer(command, 1, ours), (error: Error) => {
      assert.match(error.message, words);
      return error instanceof InputError || error instanceof Deno.errors.NotCapable;
    });
  }
});
