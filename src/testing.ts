/**
 * The suites that the built-in methods, measures, schedules and models go through, for those of your own. Each function
 * registers tests with `Deno.test`.
 *
 * @example
 * ```ts ignore
 * import { testMethod } from "@cbm/curriculum-by-masking/testing";
 * import mine from "./mine.ts";
 *
 * testMethod(mine, { share: 1 });
 * ```
 *
 * @module
 */
export { testDataset } from "./testing/dataset.ts";
export { testMeasure } from "./testing/measure.ts";
export { testMethod } from "./testing/method.ts";
export { testModel } from "./testing/model.ts";
export { testSchedule } from "./testing/schedule.ts";
