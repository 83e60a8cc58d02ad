import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { checkPause, drawnLength, usualPause, type PauseLengths, type PauseStrike } from './pause-lengths.ts';

interface Thrashing {
  /** How many calls on `self` it holds up, one after the other: a whole number from 1 to 1,000; 1, if absent. */
  readonly faults?: number;
}

export interface PagingTypes<Name extends string> {
  /** Memory of the process is on disk: each of its next calls on `self` waits for a page, for so long. */
  form: { readonly paging: Name; readonly for: FaultLength } & Thrashing;
  /**
   * Without `faults` and `for` it holds up 1 to 20 calls, for 0.1 to 10 ms each; where the machine thrashes, one time in 10, for 10 to 100 ms
   * each (Denning, "Thrashing: Its Causes and Prevention", 1968).
   */
  strike: PauseStrike<Name> & Thrashing;
}

const LENGTHS: PauseLengths = { usual: ['100us', '10ms'], rare: ['10ms', '100ms'], oneIn: 10 };
const [MOST_DRAWN, MOST] = [20, 1_000];

interface PlannedPaging {
  readonly node: number;
  readonly faults: number;
  readonly length: Microseconds;
}

export const paging: FaultKind<PagingTypes<string>['form'], PlannedPaging, PagingTypes<string>['strike']> = {
  keys: ['for', 'faults'],
  glyph: 'paging',
  plan(form, { node, lasts, where }) {
    checkFaults(form, where);
    return { node: node(form.paging, 'paging'), faults: form.faults ?? 1, length: lasts(form.for) };
  },
  begin({ node, faults, length }, world, name) {
    let begun = world.stall(node, name, 1, length);
    for (let call = 2; call <= faults && begun !== 'idle'; call++) begun = world.stall(node, name, call, length);
    return begun;
  },
  describe: ({ node, faults }) => ({
    label: faults === 1 ? 'page fault' : `${faults} page faults`,
    node,
    stops: 'frozen',
    strain: { pause: Infinity },
  }),
  nemesis: {
    keys: ['for', 'faults'],
    lasts: false,
    like: 'stall',
    usual: (facts) => usualPause(facts, LENGTHS, MOST_DRAWN),
    check(strike, context) {
      checkFaults(strike, context.where);
      checkPause(strike, context);
    },
    draw(strike, context) {
      const { faults = 1 + context.random.below(MOST_DRAWN) } = strike;
      return { paging: context.pick(), faults, for: drawnLength(strike, LENGTHS, context) };
    },
  },
};

function checkFaults({ faults }: Thrashing, where: string): void {
  if (faults === undefined || (Number.isSafeInteger(faults) && faults >= 1 && faults <= MOST)) return;
  throw new ScenarioError(
    `The \`faults\` of ${where} is ${writtenText(faults)}.`,
    `Count calls on \`self\`: a whole number from 1 to ${MOST}.`,
    { path: ['faults'] },
  );
}
