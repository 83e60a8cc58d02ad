import { visible } from '../../sim-core/base/plain-text.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import type { Fresh, LocatedOutcome, ScenarioIdentity } from '../protocol.ts';
import { faultLines } from './fault-lines.ts';
import { freshLines } from './fresh-lines.ts';
import type { Paint } from './paint.ts';
import { runPropertyLines, verdictText } from './property-lines.ts';
import { runToleranceLines } from './tolerance-lines.ts';
import { counted, seedText } from './words.ts';

/** The heading of one run's report. */
export function runLines(outcome: LocatedOutcome, fresh: Fresh | null, paint: Paint): string[] {
  const { scenario, seed, strategy, verdict, events, simulatedMicroseconds, hash } = outcome;
  return [
    `${verdictText(verdict, paint)}  ${paint('bold', visible(scenario))}, seed ${seedText({ seed, strategy })}: ` +
      `${counted(events, 'event')} in ${timeText(simulatedMicroseconds)} of simulated time, hash ${hash}`,
    ...coreLines(outcome),
    ...runToleranceLines(outcome, paint),
    ...runPropertyLines(outcome.properties, paint),
    ...faultLines(outcome.faults, paint),
    ...freshLines(fresh),
  ];
}

/** Of whom progress was demanded, where that is not everybody. */
function coreLines({ core }: LocatedOutcome): string[] {
  return core && core.length > 0 ? [`  core: ${core.map(visible).join(', ')}`] : [];
}

/** The fixed fields of `run --json`. */
export function runJson(
  { id, parameters }: Pick<ScenarioIdentity, 'id' | 'parameters'>,
  file: string,
  outcome: LocatedOutcome,
  fresh: Fresh | null,
): object {
  const { scenario, seed, strategy, verdict, properties, core, tolerance, events, simulatedMicroseconds, hash, faults } = outcome;
  return {
    file,
    scenario,
    id,
    parameters: parameters ?? null,
    seed,
    strategy,
    verdict,
    properties: properties.map(
      ({ name, kind, verdict: of, step, time, eventTime, because, beyond, deadline, kept, open, thrown, location, stack }) => ({
        name,
        kind,
        verdict: of,
        step,
        time,
        eventTime,
        because,
        beyond,
        deadline,
        kept,
        open,
        thrown,
        location,
        stack,
      }),
    ),
    core,
    tolerance,
    events,
    simulatedMicroseconds,
    hash,
    faults,
    fresh,
  };
}
