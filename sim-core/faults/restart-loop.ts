import { durationText, microseconds, type Duration } from '../base/duration.ts';
import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind, Strike } from './fault-kind.ts';

interface Rhythm {
  /** How long it is up each time; 200 ms, if absent. */
  readonly up?: Duration;
  /** How long it is down each time; 100 ms, if absent. */
  readonly down?: Duration;
}

export interface RestartLoopTypes<Name extends string> {
  /** The process crashes, comes up, and crashes again, over and over, as one does that a supervisor restarts; at the end it stays up. */
  form: { readonly restartLoop: Name; readonly for: Duration } & Rhythm;
  strike: Omit<Strike<Name>, 'for'> & Rhythm & { readonly for: DurationRange };
}

interface PlannedLoop {
  readonly node: number;
  readonly steps: readonly Microseconds[];
}

const UP = '200ms';
const DOWN = '100ms';

/** More steps than this in one loop are a mistake. */
const MOST = 10_000;

export const restartLoop: FaultKind<RestartLoopTypes<string>['form'], PlannedLoop, RestartLoopTypes<string>['strike']> = {
  keys: ['for', 'up', 'down'],
  glyph: 'restartLoop',
  plan(form, { at, node, length, where }) {
    const [up, down] = rhythmOf(form, where);
    const until = at + length(form.for, 'for');
    requireRhythm(up + down, until - at, Math.min(up, down), where);
    const steps: Microseconds[] = [];
    for (let next = at, goesDown = true; next < until; goesDown = !goesDown) {
      steps.push(next);
      next += goesDown ? down : up;
    }
    return { node: node(form.restartLoop, 'restartLoop'), steps, until };
  },
  begin: ({ node }, world, name) => world.crash(node, name, LABEL),
  step({ node }, world, name, index) {
    if (index % 2 === 0) world.crash(node, name, LABEL);
    else world.comesUp(node, name);
  },
  end: ({ node }, world, name) => world.comesUp(node, name),
  describe: ({ node, steps }) => ({ label: `${Math.ceil(steps.length / 2)} times`, node, strain: { recovers: true } }),
  nemesis: {
    keys: ['up', 'down'],
    lasts: true,
    like: 'crash',
    usual: ({ model, until }) => {
      // A loop of a twentieth of the time has some twenty rounds, in long runs and short ones.
      const [up, down] = [600, 1_200].map((part) => durationText(Math.ceil(until / part)));
      return model?.failures === 'crash-stop' ? undefined : { up, down };
    },
    check(strike, { where }) {
      const [, longest] = inPart('for', () => checkRange(strike.for, `The \`for\` of ${where}`));
      const [up, down] = rhythmOf(strike, where);
      requireRhythm(up + down, longest, Math.min(up, down), where);
    },
    parts(strike) {
      const [, longest] = checkRange(strike.for, 'The `for`');
      const [up, down] = rhythmOf(strike, 'a loop');
      return Math.max(1, Math.ceil((2 * longest) / (up + down)));
    },
    draw: ({ for: lasting, up, down }, { pick, between }) => ({
      restartLoop: pick(),
      ...(up === undefined ? {} : { up }),
      ...(down === undefined ? {} : { down }),
      for: between(lasting),
    }),
    // A loop for good is a crash for good.
    drawOutside: () => undefined,
  },
};

const LABEL = 'restart loop';

function rhythmOf({ up = UP, down = DOWN }: Rhythm, where: string): readonly [up: Microseconds, down: Microseconds] {
  return [
    inPart('up', () => microseconds(up, `The \`up\` of ${where}`)),
    inPart('down', () => microseconds(down, `The \`down\` of ${where}`)),
  ];
}

function requireRhythm(round: Microseconds, length: Microseconds, shortest: Microseconds, where: string): void {
  if (shortest === 0)
    throw new ScenarioError(`The process of ${where} is up or down for no time.`, 'Give `up` and `down` a microsecond or more.');
  if (length / round > MOST / 2)
    throw new ScenarioError(`The loop of ${where} has more than ${MOST / 2} restarts.`, 'Shorten its `for`, or lengthen `up` and `down`.');
}
