/** A worker that measures images chunk by chunk until it is terminated. See worker_lane.ts. */
import { type loadedExtensions, loadExtension } from "../extension.ts";
import { createRowMaker, type SalienceTask } from "./patch_probabilities.ts";

/** The first message: the task, and the port for all further messages. */
export interface WorkerStart {
  readonly task: SalienceTask;
  /** Files of the user's own that the task may need. */
  readonly extensions: ReturnType<typeof loadedExtensions>;
  readonly port: MessagePort;
}

/** An answer over the port: `ready` first, then one answer per chunk, in order. */
export type WorkerAnswer =
  | { readonly kind: "ready" }
  | { readonly kind: "rows"; readonly rows: Float32Array<ArrayBuffer> }
  | { readonly kind: "failed"; readonly message: string };

addEventListener("message", (event) => {
  const { task, extensions, port } = (event as MessageEvent<WorkerStart>).data;
  const answer = (message: WorkerAnswer, transfer: Transferable[] = []): void =>
    port.postMessage(message, transfer);
  // Send every error as an answer: an uncaught one would be printed with its stack.
  const orFail = async (work: () => void | Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      answer({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  };
  orFail(async () => {
    for (const { path, kind } of extensions) await loadExtension(path, kind);
    const makeRows = createRowMaker(task);
    port.onmessage = (chunk: MessageEvent<Uint8Array>) =>
      orFail(() => {
        const rows = new Float32Array(makeRows(chunk.data));
        answer({ kind: "rows", rows }, [rows.buffer]);
      });
    answer({ kind: "ready" });
  });
});
