import type { Clocks } from '../author/scenario.ts';
import { microseconds } from '../base/duration.ts';
import { keysOf, requireKnownOptions } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { IntervalModel } from '../world/interval-clock.ts';
import type { Model } from './model.ts';
import { writtenText } from '../base/written-text.ts';

type ClockModel = Pick<Model, 'clocksDiffer' | 'clockOffset' | 'clockDrift' | 'clockInterval'>;

/** What can be said of clocks. */
export const CLOCKS = keysOf<Clocks>({ offset: true, drift: true, interval: true });
const INTERVAL = keysOf<NonNullable<Clocks['interval']>>({ every: true, uncertainty: true, drift: true });

/** What a scenario says of clocks, in numbers. @throws ScenarioError with the path of what is wrong. */
export function clocksOf(clocks: Clocks | undefined): ClockModel {
  const clockDrift = inPart('drift', () => driftOf(clocks?.drift ?? 0, 'The clock `drift`'));
  return {
    clocksDiffer: clocks !== undefined,
    clockOffset: inPart('offset', () => microseconds(clocks?.offset ?? 0, 'The clock `offset`')),
    clockDrift,
    clockInterval: clocks?.interval && inPart('interval', () => intervalOf(clocks.interval!, clockDrift)),
  };
}

/** As TrueTime in Spanner: set each 30 s, to 1 ms, allowing for a drift of 200 parts per million. */
function intervalOf(interval: NonNullable<Clocks['interval']>, clockDrift: number): IntervalModel {
  requireKnownOptions(interval, INTERVAL, 'clocks.interval');
  const every = inPart('every', () => microseconds(interval.every ?? '30s', 'The `every` of clocks.interval'));
  if (every === 0)
    throw new ScenarioError('The `every` of clocks.interval is zero.', "Synchronise every so often, such as '30s'.", { path: ['every'] });
  const drift = inPart('drift', () => driftOf(interval.drift ?? 200, 'The `drift` of clocks.interval'));
  if (drift < clockDrift) {
    throw new ScenarioError(
      `The intervals of clocks.interval allow for a drift of ${drift} ppm, and clocks.drift is up to ${clockDrift}.`,
      'Allow for at least as much; a quartz that exceeds its bound is the fault `drift`.',
      { path: ['drift'] },
    );
  }
  return {
    every,
    uncertainty: inPart('uncertainty', () => microseconds(interval.uncertainty ?? '1ms', 'The `uncertainty` of clocks.interval')),
    drift,
  };
}

function driftOf(drift: unknown, what: string): number {
  if (Number.isSafeInteger(drift) && (drift as number) >= 0 && (drift as number) < 1_000_000) return drift as number;
  throw new ScenarioError(`${what} is ${writtenText(drift)}.`, 'Give whole parts per million, from 0 to 999,999.');
}
