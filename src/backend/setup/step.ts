/** What setting up and its steps are told. */

/** Which device the addon is to compute on; `auto`: the GPU if there is an NVIDIA one and it works, else the CPU. */
export type SetupDevice = "auto" | "cpu" | "gpu";

/** What every step of setting up is given. */
export interface SetupStep {
  /** Tells the user what happens. */
  say(message: string): void;
  /** Stops it; what was begun is removed. */
  readonly signal: AbortSignal;
}
