/** The valid names for the options of `cbm train`, from the registries. */
import { augmentations } from "../src/data/augment/mod.ts";
import { datasets } from "../src/data/mod.ts";
import { methods } from "../src/method/mod.ts";
import { models } from "../src/model/mod.ts";
import { optionLines, type OptionTable } from "../src/options.ts";
import { writeSpec } from "../src/spec.ts";
import { learningRateSchedules } from "../src/train/learning_rate.ts";
import { optimizers } from "../src/train/optimizer.ts";

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly options: OptionTable;
}

/** Spells an entry with the defaults of its options, as the cards word them. */
function spelled({ name, options }: Entry): string {
  const values = optionLines(options).map((
    line,
  ) => [line.name, line.default.includes(" ") ? `<${line.default}>` : line.default]);
  return writeSpec(name, Object.fromEntries(values));
}

const names = (entries: Iterable<Entry>): string => [...entries].map(({ name }) => name).join(", ");

const described = (entries: Iterable<Entry>): string =>
  [...entries].map((entry) => `  ${spelled(entry)}\n    ${entry.summary}`).join("\n");

/** Lists the valid values of `--model`, `--dataset`, `--method` and the like. */
export const choicesHelp = (): string => `
Models (\`cbm models\` lists their options): ${names(models)}

Data sets (\`cbm data\` lists their options): ${names(datasets.values())}

Methods, with their defaults, some of them in <words>; "+" combines them:
${described(methods)}

Optimizers, with their defaults:
${described(optimizers)}

Learning-rate schedules, with their defaults:
${described(learningRateSchedules)}

Augmentations, with their defaults:
${described(augmentations)}`;
