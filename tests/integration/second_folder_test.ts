/** The library as another project uses it: from a second folder with its own deno.json. */
import assert from "node:assert/strict";
import { join, toFileUrl } from "@std/path";
import denoJson from "../../deno.json" with { type: "json" };
import { inTempDir, projectRoot } from "../end_to_end/command.ts";

const PROGRAM = `
import { createMethod, createSchedule, randomStream, scheduleRatios, startBackend, createModel } from "NAME";
import { holm } from "STATISTICS";

const ratios = scheduleRatios(createSchedule("linear-repeat", { epochs: 5 }), 5);
await startBackend("wasm");
const model = createModel("resnet18:width=4", 10, randomStream(1, "weights"));
console.log(JSON.stringify({ epochs: ratios.length, method: createMethod("cbm").name, model: model.name,
  p: holm([0.01, 0.5]) }));
`;

async function use(config: unknown, name: string, statistics: string): Promise<void> {
  await inTempDir(async (folder) => {
    await Deno.writeTextFile(join(folder, "deno.json"), JSON.stringify(config));
    const program = PROGRAM.replace("NAME", name).replace("STATISTICS", statistics);
    await Deno.writeTextFile(join(folder, "main.ts"), program);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--check", "--allow-read", "--allow-env", "--allow-sys", "--allow-ffi", "main.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    assert.equal(code, 0, decoder.decode(stderr));
    assert.ok(!decoder.decode(stderr).includes('"links" field'), decoder.decode(stderr));
    const wanted = { epochs: 5, method: "cbm", model: "resnet18:width=4", p: [0.02, 0.5] };
    assert.deepEqual(JSON.parse(decoder.decode(stdout)), wanted);
  });
}

const compilerOptions = { strict: true };

Deno.test("a second folder links the package and imports it by its name", async () => {
  const links = [projectRoot];
  const imports = { [denoJson.name]: `jsr:${denoJson.name}@^${denoJson.version}` };
  await use(
    { nodeModulesDir: "none", links, imports, compilerOptions },
    denoJson.name,
    `${denoJson.name}/statistics`,
  );
});

Deno.test("a second folder copies the imports and imports src/mod.ts by its path", async () => {
  const links = [join(projectRoot, "src/io/std_path")];
  const [mod, statistics] = [denoJson.exports["."], denoJson.exports["./statistics"]].map((path) =>
    toFileUrl(join(projectRoot, path)).href
  );
  await use({ nodeModulesDir: "none", links, imports: denoJson.imports, compilerOptions }, mod!, statistics!);
});
