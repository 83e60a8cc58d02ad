/** What ambient time and randomness mean inside a handler: those of the node that runs it. */
export interface RunningNode {
  /** Milliseconds, as `self.now()` reads. */
  now(): number;
  monotonic(): number;
  random(): number;
  log(text: string): void;
}

/**
 * The node whose handler runs right now, for the sandbox: `Date` and `Math.random` of the user's
 * code read it, and the watchdog names it. This is the only state of sim-core that belongs to no
 * run, because ambient globals have no run that they could be handed; one thread runs one handler.
 */
export const running: {
  self: RunningNode | undefined;
  /** Called before each handler and property, with the node (or -1), what is about to run and the step that it handles (or -1). */
  observe: ((node: number, what: string, step: number) => void) | undefined;
  /** The run that the handler belongs to: how many events have happened in it so far. */
  log: { readonly steps: number } | undefined;
} = { self: undefined, observe: undefined, log: undefined };
