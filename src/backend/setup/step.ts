/** What every step of setting up is given. */
export interface SetupStep {
  /** Tells the user what happens. */
  say(message: string): void;
  /** Stops it; what was begun is removed. */
  readonly signal: AbortSignal;
}
