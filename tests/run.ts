/**
 * Runs the tests in as many processes as there are cores: tests set environment variables, which the workers of
 * `deno test --parallel` would share. Groups of files are taken from a queue, so that no core waits.
 *
 *     deno run --allow-read --allow-run=deno --allow-sys=cpus tests/run.ts [--long] PERMISSION…
 *
 * Without `--long` it leaves out the tests whose files end in `_long_test.ts`; with it, it runs only those. The words
 * that follow are handed on to `deno test`.
 */
import { fromFileUrl, join, relative } from "@std/path";

const ROOT = fromFileUrl(new URL("..", import.meta.url));
/** Files per process: enough that starting it does not count, few enough that no core is left alone at the end. */
const GROUP = 12;
const APART = ["integration"];

async function testFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory && !APART.includes(name)) found.push(...await testFiles(path));
    else if (name.endsWith("_test.ts")) found.push(relative(ROOT, path));
  }
  return found.sort();
}

/** Puts the files that take longest first, each alone, and the others into groups. */
function groupsOf(files: readonly string[]): string[][] {
  const heavy = files.filter((file) => /end_to_end|_long_test|parity/.test(file));
  const rest = files.filter((file) => !heavy.includes(file)), groups = heavy.map((file) => [file]);
  for (let start = 0; start < rest.length; start += GROUP) groups.push(rest.slice(start, start + GROUP));
  return groups;
}

interface Outcome {
  readonly text: string;
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
  readonly code: number;
}

async function runGroup(files: readonly string[], permissions: readonly string[]): Promise<Outcome> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "--quiet", "--no-prompt", "--no-check", ...permissions, ...files],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder(), text = decoder.decode(stdout) + decoder.decode(stderr);
  // deno-lint-ignore no-control-regex
  const plain = text.replace(/\x1b\[[0-9;]*m/g, "");
  // The last summary is this process's: a failed test may print that of a process of its own.
  const count = (what: string) => Number(plain.match(new RegExp(`\\d+(?= ${what})`, "g"))?.at(-1) ?? 0);
  return { text, passed: count("passed"), failed: count("failed"), ignored: count("ignored"), code };
}

const permissions = Deno.args.filter((word) => word !== "--long"), isLong = Deno.args.includes("--long");
const files = (await testFiles(join(ROOT, "tests"))).filter((file) =>
  file.endsWith("_long_test.ts") === isLong
);
const groups = groupsOf(files), start = performance.now();
const total = { passed: 0, failed: 0, ignored: 0 };
let failedGroups = 0, done = 0;
const seconds = new Map<string, number>();
const worker = async () => {
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const began = performance.now(), { text, code, ...counts } = await runGroup(group, permissions);
    seconds.set(group.join(" "), (performance.now() - began) / 1000);
    total.passed += counts.passed;
    total.failed += counts.failed;
    total.ignored += counts.ignored;
    done += group.length;
    if (code !== 0) failedGroups++;
    // Without its own summary, which would be counted twice.
    if (code !== 0) console.log(text.replace(/^.*\d+ passed.*$/gm, ""));
    console.log(`${done} of ${files.length} files, ${total.passed} tests passed`);
  }
};
await Promise.all(Array.from({ length: navigator.hardwareConcurrency }, worker));
if (Deno.env.get("CBM_TEST_SECONDS")) {
  for (const [group, taken] of [...seconds].sort(([, a], [, b]) => b - a)) {
    console.log(`${taken.toFixed(1)} s ${group}`);
  }
}
const minutes = (performance.now() - start) / 60_000;
const isOk = failedGroups === 0;
console.log(
  `${isOk ? "ok" : "FAILED"} | ${total.passed} passed | ${total.failed} failed | ${total.ignored} ignored ` +
    `(${minutes.toFixed(1)} minutes)`,
);
Deno.exit(isOk ? 0 : 1);
