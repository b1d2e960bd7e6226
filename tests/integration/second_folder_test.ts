/** The library as another project uses it: a second folder with nothing but what README says. */
import assert from "node:assert/strict";
import { join } from "@std/path";
import denoJson from "../../deno.json" with { type: "json" };
import { inTempDir, projectRoot } from "../end_to_end/command.ts";

/** The parts of README's section on other projects. */
async function fromReadme(): Promise<{ config: string; program: string; command: string[] }> {
  const readme = await Deno.readTextFile(join(projectRoot, "README.md"));
  const [, section] = readme.split("## In your own code\n");
  const block = (language: string) =>
    new RegExp("^```" + language + "\\n([^]*?)^```$", "m").exec(section!)![1]!;
  const [, command] = /`deno (run [^`]* main\.ts)`/.exec(section!)!;
  return { config: block("json"), program: block("ts"), command: command!.split(" ") };
}

/** Makes a folder for another project beside one with the name of this project, and runs a program in it. */
async function use(program: string, check: (output: string) => void): Promise<void> {
  const { config, command } = await fromReadme();
  await inTempDir(async (parent) => {
    await Deno.symlink(projectRoot, join(parent, "curriculum-by-masking"));
    const cwd = join(parent, "mine");
    await Deno.mkdir(cwd);
    await Deno.writeTextFile(join(cwd, "deno.json"), config);
    await Deno.writeTextFile(join(cwd, "main.ts"), program);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [command[0]!, "--check", "--no-prompt", ...command.slice(1)],
      cwd,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    assert.equal(code, 0, decoder.decode(stderr));
    assert.ok(!decoder.decode(stderr).includes('"links" field'), decoder.decode(stderr));
    check(decoder.decode(stdout));
  });
}

Deno.test("README's program runs in a second folder with README's deno.json and permissions", async () => {
  const { program } = await fromReadme();
  await use(program, (output) => assert.equal(output, "48 of 128 patches hidden, 24576 bytes\n"));
});

Deno.test("every entry is there by its name; a backend starts; an unknown method does not type-check", async () => {
  const entries = Object.keys(denoJson.exports).map((entry, index) =>
    `import * as entry${index} from "${entry.replace(".", denoJson.name)}";`
  );
  const { program } = await fromReadme();
  assert.ok(program.includes(`${denoJson.name}/methods`));
  const own = `${entries.join("\n")}
import { createMethod, createModel, randomStream, startBackend } from "${denoJson.name}";
import { holm } from "${denoJson.name}/statistics";

// @ts-expect-error an unknown name
export const wrong = () => createMethod("cmb");

await startBackend("wasm");
const model = createModel("resnet18:width=4", 10, randomStream(1, "weights"));
const all = [${
    entries.map((_, index) => `entry${index}`).join(", ")
  }].filter((one) => Object.keys(one).length > 4);
console.log(JSON.stringify([all.length, createMethod("cbm").name, model.name, holm([0.01, 0.5])]));
`;
  await use(
    own,
    (output) =>
      assert.deepEqual(JSON.parse(output), [entries.length, "cbm", "resnet18:width=4", [0.02, 0.5]]),
  );
});
