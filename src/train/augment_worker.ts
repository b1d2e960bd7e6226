/** A worker that augments one batch after another until it is terminated. See host_batches.ts. */
import type { HostBatch, NetworkKind } from "../batch.ts";
import { createAugmentation } from "../data/augment/mod.ts";
import { type RandomState, randomStream } from "../random.ts";

/** A batch as it is stored, what to do with it, and the random state to begin from. */
export interface AugmentRequest {
  readonly augmentations: readonly string[];
  readonly kind: NetworkKind;
  readonly plain: HostBatch;
  readonly random: RandomState;
}

/** The batch and the random state after it, or why there is none. */
export type AugmentAnswer =
  | { readonly made: HostBatch; readonly random: RandomState }
  | { readonly failure: string };

addEventListener("message", (event) => {
  const { augmentations, kind, plain, random } = (event as MessageEvent<AugmentRequest>).data;
  const answer = (message: AugmentAnswer, transfer: Transferable[] = []): void =>
    (self as unknown as Worker).postMessage(message, transfer);
  try {
    const stream = randomStream(0, "augmentation");
    stream.restore(random);
    const made = createAugmentation(augmentations, kind)(plain, stream);
    const buffers = new Set([made.images.buffer, made.original.buffer]) as Set<ArrayBuffer>;
    answer({ made, random: stream.state() }, [...buffers]);
  } catch (error) {
    answer({ failure: error instanceof Error ? error.message : String(error) });
  }
});
