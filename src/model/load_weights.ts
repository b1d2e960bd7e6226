/**
 * Loading a file's weights into a model.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { readWeightsFile } from "../io/weights_file.ts";
import { notice } from "../notices.ts";
import { findPrefix, headOf, stripPrefix, withOwnNames } from "./adapt_state.ts";
import type { Network } from "./types.ts";
import { exportState, loadState } from "./weights.ts";

/** Settings of the conversion of a file's tensors. */
export interface WeightsOptions {
  /** Prefix to strip from names, such as DataParallel's `module.`; none by default. */
  readonly stripPrefix?: string | null | undefined;
  /** Whether to ignore the file's last layer and keep the model's own, for a different set of classes. */
  readonly replaceHead?: boolean | undefined;
}

/**
 * Loads the weights of a file into a model. The official names of CvT (`norm.*`) are accepted.
 *
 * @param model modified only if everything fits
 * @param path `.safetensors`, or `.pth` or `.pt` as `torch.save` writes them
 * @param options settings for names and the last layer
 * @throws {InputError} on a file that cannot be read or would run code; on tensors that are missing, extra,
 * of another shape or not finite, naming all of them, and the prefix if that is the only obstacle
 * @throws {UsageError} if no tensor has the prefix
 *
 * @example
 * ```ts
 * import { startBackend } from "../backend/mod.ts";
 * import { writeSafetensors } from "../io/safetensors.ts";
 * import { randomStream } from "../random.ts";
 * import { loadWeights } from "./load_weights.ts";
 * import { resnet18 } from "./resnet.ts";
 * import { exportState } from "./weights.ts";
 *
 * await startBackend("cpu");
 * const path = await Deno.makeTempFile({ suffix: ".safetensors" });
 * const pretrained = resnet18({ classes: 10, width: 2, random: randomStream(1, "weights") });
 * await writeSafetensors(path, await exportState(pretrained));
 * const model = resnet18({ classes: 3, width: 2, random: randomStream(2, "weights") });
 * await loadWeights(model, path, { replaceHead: true }); // all but the last layer, whose classes differ
 * await Deno.remove(path);
 * ```
 */
export async function loadWeights(model: Network, path: string, options: WeightsOptions = {}): Promise<void> {
  let tensors = await readWeightsFile(path);
  if (options.stripPrefix) tensors = stripPrefix(tensors, options.stripPrefix);
  tensors = withOwnNames(model, tensors);
  if (options.replaceHead) {
    const head = `${headOf(model)}.`;
    const isHead = (name: string) => name.startsWith(head);
    const own = [...await exportState(model)].filter(([name]) => isHead(name));
    tensors = new Map([...[...tensors].filter(([name]) => !isHead(name)), ...own]);
    notice(
      `${
        own.map(([name]) => name).join(" and ")
      } keep their random initial values, for ${model.classes} classes`,
    );
  }
  try {
    loadState(model, tensors, path);
  } catch (error) {
    const prefix = error instanceof InputError ? findPrefix(model, tensors) : undefined;
    if (prefix === undefined || !(error instanceof InputError)) throw error;
    throw new InputError(
      `All names in ${path} begin with "${prefix}": add --strip-prefix ${prefix}\n${error.message}`,
    );
  }
}
