import type { Microseconds } from '../base/units.ts';
import type { FaultKind } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { checkPause, drawnLength, usualPause, type PauseLengths, type PauseStrike } from './pause-lengths.ts';

export interface BlockingReadTypes<Name extends string> {
  /** The process reads from a disk without meaning to, a class that is loaded or a log that is written, and waits for it inside of a handler, before its next call on `self`. */
  form: { readonly blockingRead: Name; readonly for: FaultLength };
  /**
   * Without `for` a read takes 2 to 20 ms, a seek, and one in 50 100 ms to 2 s, of a disk that is busy or tries again (Hao et al.,
   * "The Tail at Store", FAST 2016).
   */
  strike: PauseStrike<Name>;
}

const LENGTHS: PauseLengths = { usual: ['2ms', '20ms'], rare: ['100ms', '2s'], oneIn: 50 };

interface PlannedRead {
  readonly node: number;
  readonly length: Microseconds;
}

export const blockingRead: FaultKind<BlockingReadTypes<string>['form'], PlannedRead, PauseStrike<string>> = {
  keys: ['for'],
  glyph: 'blockingRead',
  plan: (form, { node, lasts }) => ({ node: node(form.blockingRead, 'blockingRead'), length: lasts(form.for) }),
  begin: ({ node, length }, world, name) => world.stall(node, name, 1, length),
  // As stalls, they add up in one handler.
  describe: ({ node }) => ({ label: 'synchronous disk read', node, stops: 'frozen', strain: { pause: Infinity } }),
  nemesis: {
    keys: ['for'],
    lasts: false,
    like: 'stall',
    usual: (facts) => usualPause(facts, LENGTHS),
    check: checkPause,
    draw: (strike, context) => ({ blockingRead: context.pick(), for: drawnLength(strike, LENGTHS, context) }),
  },
};
