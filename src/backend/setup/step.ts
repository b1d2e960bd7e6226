/** The parameters of the setup and its steps. */

/** The device to compute on; `auto`: an NVIDIA GPU if it works, else the CPU. */
export type SetupDevice = "auto" | "cpu" | "gpu";

/** The context of every step of the setup. */
export interface SetupStep {
  /** Prints a message for the user. */
  say(message: string): void;
  /** Stops the setup; partial results are removed. */
  readonly signal: AbortSignal;
}
