/** `cbm new`: a template of your own code, and its test. */
import { basename, dirname, join } from "@std/path";
import { Argument, type Command, InvalidArgumentError } from "commander";
import { chooseOne } from "../src/suggest.ts";

/** The kinds of templates, with their test suites and usage. */
const KINDS = {
  method: { suite: "testMethod", use: "deno task cbm train --method PATH" },
  measure: { suite: "testMeasure", use: "deno task cbm train --method cbm:salience=PATH" },
  schedule: { suite: "testSchedule", use: "deno task cbm train --method cbm:schedule=PATH" },
  model: { suite: "testModel", use: "deno task cbm train --model PATH" },
  dataset: { suite: "testDataset", use: "deno task cbm train --dataset PATH --model resnet18:width=8" },
} as const;

type Kind = keyof typeof KINDS;

function parseKind(text: string): Kind {
  if (Object.hasOwn(KINDS, text)) return text as Kind;
  const remedy = chooseOne(text, Object.keys(KINDS));
  throw new InvalidArgumentError(`${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`);
}

/** Adds the command. */
export function register(program: Command): void {
  program.command("new")
    .description("Write a template for your own code, ready to run, and its test.")
    .addArgument(new Argument("<kind>", "the kind of code").choices(Object.keys(KINDS)).argParser(parseKind))
    .argument("<name>", "a name, such as my_method, or ideas/my_method for another folder")
    .action(async (kind: Kind, given: string) => {
      const { UsageError } = await import("../src/errors.ts");
      const { exists } = await import("../src/io/exists.ts");
      const name = basename(given, ".ts"), folder = dirname(given);
      if (!/^[a-z][a-z0-9_]*$/.test(name)) {
        throw new UsageError(
          `Cannot name it "${name}": use lower-case letters, digits and "_", and begin with a letter`,
        );
      }
      const path = join(folder, `${name}.ts`), test = join(folder, `${name}_test.ts`);
      for (const file of [path, test]) {
        if (await exists(file)) throw new UsageError(`${file} already exists: choose another name`);
      }
      const template = await Deno.readTextFile(new URL(`../src/templates/${kind}.ts`, import.meta.url));
      await Deno.mkdir(folder, { recursive: true });
      await Deno.writeTextFile(path, template.replaceAll("NAME", name));
      await Deno.writeTextFile(test, testOf(KINDS[kind].suite, name));
      const shown = path.startsWith("/") ? path : `./${path}`;
      console.log(`Wrote ${path} and ${test}. Use it and test it:`);
      console.log(`  ${KINDS[kind].use.replace("PATH", shown)} --epochs 10 --out runs/${name}`);
      console.log(`  deno test --config ${new URL("../deno.json", import.meta.url).pathname} -A ${test}`);
    });
}

const testOf = (suite: string, name: string): string =>
  `import { ${suite} } from "@cbm/curriculum-by-masking/testing";
import definition from "./${name}.ts";

${suite}(definition);
`;
