/** A worker that augments one batch after another until it is terminated. See host_batches.ts. */
import type { HostBatch, NetworkKind } from "../batch.ts";
import { createAugmentation } from "../data/augment/mod.ts";
import { type loadedExtensions, loadExtension } from "../extension.ts";
import { type RandomState, randomStream } from "../random.ts";

/** A request: a batch as stored, its augmentations, and the initial random state. */
export interface AugmentRequest {
  readonly augmentations: readonly string[];
  /** Files of the user's own that they may need. */
  readonly extensions: ReturnType<typeof loadedExtensions>;
  readonly kind: NetworkKind;
  readonly plain: HostBatch;
  readonly random: RandomState;
}

/** An answer: the augmented batch and the final random state, or the reason for a failure. */
export type AugmentAnswer =
  | { readonly made: HostBatch; readonly random: RandomState }
  | { readonly failure: string };

addEventListener("message", async (event) => {
  const { augmentations, extensions, kind, plain, random } = (event as MessageEvent<AugmentRequest>).data;
  const answer = (message: AugmentAnswer, transfer: Transferable[] = []): void =>
    (self as unknown as Worker).postMessage(message, transfer);
  try {
    for (const { path, kind } of extensions) await loadExtension(path, kind);
    const stream = randomStream(0, "augmentation");
    stream.restore(random);
    const made = createAugmentation(augmentations, kind)(plain, stream);
    const buffers = new Set([made.images.buffer, made.original.buffer]) as Set<ArrayBuffer>;
    answer({ made, random: stream.state() }, [...buffers]);
  } catch (error) {
    answer({ failure: error instanceof Error ? error.message : String(error) });
  }
});
