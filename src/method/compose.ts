/** Composition of training methods: hook by hook, in the order written. */
import type { HostBatch } from "../batch.ts";
import { listNames, UsageError } from "../errors.ts";
import type { RandomStream } from "../random.ts";
import { prepareMethod } from "./define.ts";
import { mergeMasks } from "./merge_masks.ts";
import { mergePlans } from "./merge_plans.ts";
import type { StepSelection, TrainingMethod } from "./types.ts";

/** A method of a composition, keyed by its name in the registry. */
export interface Part {
  readonly key: string;
  readonly method: TrainingMethod;
}

/** A method that has the given hook. */
type With<Hook extends keyof TrainingMethod> = Part & {
  readonly method: TrainingMethod & Required<Pick<TrainingMethod, Hook>>;
};

/**
 * Returns the random stream of a part in a step. The first part with a hook draws from the loop's stream, as
 * it would on its own; each further part draws from a stream derived from its name. So adding a method never
 * changes the draws of the first.
 */
function streamOf({ key }: Part, place: number, { indices }: HostBatch, random: RandomStream): RandomStream {
  // An image occurs once per epoch, so the first index identifies the step.
  return place === 0 ? random : random.split(`${key}/${indices[0]}`);
}

/**
 * Composes methods. Masks are overlaid, functions after convolutions are chained, and each part's state is
 * stored under its name. The caller has checked that the parts are compatible.
 *
 * @param parts in the order written; keys are unique
 *
 * @example
 * ```ts
 * import { compose } from "./compose.ts";
 * import { cbm, conventional } from "./mod.ts";
 *
 * const method = compose([{ key: "cbm", method: cbm() }, { key: "conventional", method: conventional() }]);
 * console.assert(method.name === "cbm+conventional" && method.mask !== undefined);
 * ```
 */
export function compose(parts: readonly Part[]): TrainingMethod {
  const having = <Hook extends keyof TrainingMethod>(hook: Hook): With<Hook>[] =>
    parts.filter((part): part is With<Hook> => part.method[hook] !== undefined);
  const checking = having("check"), preparing = having("prepare");
  const forward = having("model"), planning = having("epoch");
  const augmenting = having("augment"), masking = having("mask"), batching = having("batch");
  const selecting = having("select"), losing = having("loss"), observing = having("observe");
  if (losing.length > 1) {
    const names = listNames(losing.map(({ key }) => key));
    throw new UsageError(`Cannot combine ${names}: each makes the loss of a batch. Omit all but one`);
  }
  const stepping = having("step"), storing = having("state"), restoring = having("restore");

  return {
    name: parts.map(({ method }) => method.name).join("+"),
    ...(checking.length > 0 && {
      check(kind) {
        for (const { method } of checking) method.check(kind);
      },
    }),
    ...(preparing.length > 0 && {
      async prepare(context) {
        const prepared: Part[] = [];
        for (const { key, method } of parts) {
          prepared.push({ key, method: await prepareMethod(method, context) });
        }
        if (prepared.every(({ method }, place) => method === parts[place]!.method)) return;
        const { prepare: _, name: __, ...hooks } = compose(prepared);
        return hooks;
      },
    }),
    ...(forward.length > 0 && {
      model(context) {
        const after = forward.flatMap(({ method }) => method.model(context).afterConvolution ?? []);
        if (after.length === 0) return {};
        return { afterConvolution: (x) => after.reduce((input, apply) => apply(input), x) };
      },
    }),
    ...(planning.length > 0 && {
      epoch: (epoch) => mergePlans(planning.map(({ method }) => method.epoch(epoch))),
    }),
    ...(augmenting.length > 0 && {
      augment: (batch, random) =>
        augmenting.reduce(
          (moved, part, place) => part.method.augment(moved, streamOf(part, place, batch, random)),
          batch,
        ),
    }),
    ...(masking.length > 0 && {
      mask: (batch, random) =>
        masking
          .map((part, place) => part.method.mask(batch, streamOf(part, place, batch, random)))
          .filter((mask) => mask !== undefined)
          .reduce<ReturnType<With<"mask">["method"]["mask"]>>(
            (merged, mask) => merged === undefined ? mask : mergeMasks(merged, mask, batch),
            undefined,
          ),
    }),
    ...(batching.length > 0 && {
      batch: (batch, random) =>
        batching.reduce(
          (made, part, place) => part.method.batch(made, streamOf(part, place, batch.host, random)),
          batch,
        ),
    }),
    ...(selecting.length > 0 && {
      async select(indices, context) {
        const all = indices;
        let selection: StepSelection = { indices };
        for (const { method } of selecting) {
          const losses = async () => {
            const whole = await context.losses();
            return Float32Array.from(selection.indices, (index) => whole[all.indexOf(index)]!);
          };
          selection = mergeSelections(
            selection,
            await method.select(selection.indices, { ...context, losses }),
          );
        }
        return selection;
      },
    }),
    ...(losing.length > 0 && { loss: (context) => losing[0]!.method.loss(context) }),
    ...(observing.length > 0 && {
      observe(indices, losses) {
        for (const { method } of observing) method.observe(indices, losses);
      },
    }),
    ...(stepping.length > 0 && {
      step: (context) =>
        stepping.map(({ method }) => method.step(context)).find((rates) => rates !== undefined),
    }),
    ...(storing.length > 0 && {
      state: () => Object.fromEntries(storing.map(({ key, method }) => [key, method.state()])),
    }),
    ...(restoring.length > 0 && {
      restore(state) {
        const states = state as Readonly<Record<string, unknown>>;
        for (const { key, method } of restoring) if (key in states) method.restore(states[key]);
      },
    }),
  };
}

/** Restricts a selection to the images of a second one; weights multiply. */
function mergeSelections(first: StepSelection, second: StepSelection): StepSelection {
  if (first.weights === undefined) return second;
  const before = new Map(Array.from(first.indices, (index, place) => [index, first.weights![place]!]));
  return {
    indices: second.indices,
    weights: Float32Array.from(
      second.indices,
      (index, place) => before.get(index)! * (second.weights?.[place] ?? 1),
    ),
  };
}
