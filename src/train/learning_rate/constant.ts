/** The learning rate of the recipe, all along. */
import { defineLearningRateSchedule } from "./define.ts";

/** The entry of the registry. */
export const constantEntry = defineLearningRateSchedule({
  name: "constant",
  summary: "constant rate",
  options: {},
  create: (_, { base }) => () => base,
});
