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
  /** Called when a running handler brings something about: whoever does that goes on, however long it takes. */
  goesOn: (() => void) | undefined;
  /** Called after each handler: what is computed from here on is the simulator's. */
  rests: (() => void) | undefined;
  /** The run that the handler belongs to: how many events have happened in it so far, and what in it takes most memory. */
  run: { readonly log: { readonly steps: number }; largest(): string } | undefined;
} = { self: undefined, observe: undefined, goesOn: undefined, rests: undefined, run: undefined };
