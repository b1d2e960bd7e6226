import assert from "node:assert/strict";
import { join } from "@std/path";
import { analyze } from "../../../src/analysis/mod.ts";
import { scalarEvent, versionEvent } from "../../../src/report/tensorboard/event.ts";
import { runEvents, writeTensorBoard } from "../../../src/report/tensorboard/mod.ts";
import { crc32c, record } from "../../../src/report/tensorboard/record.ts";
import { inTemporaryFolder, makeUpRuns } from "../../analysis/made_up_runs.ts";

const hex = (bytes: Uint8Array) => bytes.toHex();

Deno.test("crc32c() gives the values of RFC 3720", () => {
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assert.equal(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e);
});

// Of tensorboard 2.21.0: RecordWriter(file).write(event.SerializeToString()) of tensorboard.summary.writer.record_writer, with
// Event(wall_time=1700000000, file_version="brain.Event:2") and Event(wall_time=1700000000.5, step=300, summary=Summary(
// value=[Summary.Value(tag="loss/train", simple_value=0.75), Summary.Value(tag="accuracy/test", simple_value=0.5)])).
const VERSION = "1800000000000000a37f4b220900000040fc54d9411a0d627261696e2e4576656e743a32eced8f9d";
const SCALARS =
  "3700000000000000e7e8ca590900002040fc54d94110ac022a290a110a0a6c6f73732f747261696e150000403f0a140a" +
  "0d61636375726163792f74657374150000003fb110cf7f";

Deno.test("events and records equal those of TensorBoard's own writer", () => {
  assert.equal(hex(record(versionEvent(1700000000))), VERSION);
  const scalars = { "loss/train": 0.75, "accuracy/test": 0.5 };
  assert.equal(hex(record(scalarEvent(1700000000.5, 300, scalars))), SCALARS);
});

/** The payloads of an event file, their checksums checked. */
function payloads(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset), found: Uint8Array[] = [];
  for (let start = 0; start < file.length;) {
    const length = Number(view.getBigUint64(start, true)),
      payload = file.subarray(start + 12, start + 12 + length);
    assert.equal(hex(record(payload)), hex(file.subarray(start, start + length + 16)));
    found.push(payload);
    start += length + 16;
  }
  return found;
}

Deno.test("writeTensorBoard() writes a folder per run, with an event for each epoch", async () => {
  await inTemporaryFolder(async (root) => {
    await makeUpRuns(join(root, "runs"), { seeds: [1, 2], epochs: 4 });
    const analysis = await analyze([join(root, "runs")], { resamples: 100 });
    const paths = await writeTensorBoard(analysis, join(root, "board"));
    assert.equal(paths.length, 6);
    assert.ok(paths[0]!.includes(join("board", "conventional", "seed1", "events.out.tfevents.")));
    const [run] = analysis.arms[0]!.runs, file = await Deno.readFile(paths[0]!);
    assert.deepEqual(file, runEvents(run!));
    const events = payloads(file);
    assert.equal(events.length, 5);
    const last = new TextDecoder("latin1").decode(events[4]);
    for (
      const tag of ["loss/train", "loss/test", "accuracy/train", "accuracy/test", "schedule/masked_share"]
    ) {
      assert.ok(last.includes(tag), tag);
    }
  });
});
