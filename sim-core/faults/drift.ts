import { inPart, ScenarioError } from '../base/scenario-error.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { quartzDrift } from './quartz.ts';
import { writtenText } from '../base/written-text.ts';

export interface DriftTypes<Name extends string> {
  /**
   * The quartz runs `ppm` parts per million fast, slow if negative, in place of its own rate; or as one does at a
   * `temperature` in degrees Celsius, when cooling fails. The time of day, the monotonic clock and timers run on it.
   */
  form: { readonly drift: Name; readonly for: FaultLength } & (
    { readonly ppm: number; readonly temperature?: never } | { readonly temperature: number; readonly ppm?: never }
  );
  /** Drawn evenly: up to `ppm` either way, or a temperature between two. */
  strike: Strike<Name> &
    (
      | { readonly ppm: number; readonly temperature?: never }
      | { readonly temperature: readonly [from: number, to: number]; readonly ppm?: never }
    );
}

interface PlannedDrift {
  readonly node: number;
  readonly ppm: number;
}

type StrikeForm = DriftTypes<string>['strike'];

export const drift: FaultKind<DriftTypes<string>['form'], PlannedDrift, StrikeForm> = {
  keys: ['ppm', 'temperature', 'for'],
  glyph: 'drift',
  plan(form, { node, endOf, where }) {
    const { ppm, temperature } = form;
    if ((ppm === undefined) === (temperature === undefined)) {
      throw new ScenarioError(`The drift of ${where} does not say how fast.`, 'Write either `ppm: 500` or `temperature: 60`.');
    }
    return {
      node: node(form.drift, 'drift'),
      ppm:
        ppm === undefined
          ? quartzDrift(inPart('temperature', () => checkTemperature(temperature, `The \`temperature\` of ${where}`)))
          : checkPpm(ppm, where),
      until: endOf(form.for),
    };
  },
  begin: ({ node, ppm }, world, name) => world.distort(node, name, { kind: 'rate', ppm }, driftText(ppm)),
  end: ({ node, ppm }, world, name) => world.setRight(node, name, driftText(ppm)),
  describe: ({ node, ppm }) => ({ label: driftText(ppm), node, strain: { drift: Math.abs(ppm) } }),
  nemesis: {
    keys: ['ppm', 'temperature'],
    lasts: true,
    // No clock drifts faster than the scenario says.
    usual: ({ clocks }) => (clocks && clocks.drift >= 1 ? { ppm: clocks.drift } : undefined),
    check({ ppm, temperature }, { where }) {
      if ((ppm === undefined) === (temperature === undefined)) {
        throw new ScenarioError(`${where} does not say how fast clocks drift.`, 'Write either `ppm: 500` or `temperature: [20, 60]`.');
      }
      if (ppm !== undefined) checkPpm(ppm, where);
      else if (!Array.isArray(temperature) || temperature.length !== 2) {
        throw new ScenarioError(
          `The \`temperature\` of ${where} is no range.`,
          'Write two, the lower one first: `temperature: [20, 60]`.',
          { path: ['temperature'] },
        );
      } else {
        const [from, to] = temperature.map((degrees: unknown) =>
          inPart('temperature', () => checkTemperature(degrees, `The \`temperature\` of ${where}`)),
        );
        if (from! > to!)
          throw new ScenarioError(`The \`temperature\` of ${where} goes from ${from} down to ${to}.`, 'Write the lower one first.', {
            path: ['temperature'],
          });
      }
    },
    draw({ ppm, temperature }, { pick, lasts, random }) {
      const node = pick();
      if (temperature !== undefined) {
        // To a tenth of a degree, so that the line to paste can be read.
        const degrees = random.between(Math.ceil(temperature[0] * 10), Math.floor(temperature[1] * 10)) / 10;
        return { drift: node, temperature: degrees, for: lasts() };
      }
      const size = Math.floor(Math.abs(ppm));
      return { drift: node, ppm: random.between(-size, size), for: lasts() };
    },
  },
};

function checkPpm(ppm: unknown, where: string): number {
  if (typeof ppm === 'number' && Math.abs(ppm) < 1_000_000) return ppm;
  throw new ScenarioError(
    `The \`ppm\` of ${where} is ${writtenText(ppm)}.`,
    'Write parts per million between -999,999 and 999,999: a clock neither stands still nor goes back by drifting, and does not run twice as fast.',
    { path: ['ppm'] },
  );
}

function checkTemperature(degrees: unknown, what: string): number {
  if (typeof degrees === 'number' && degrees >= -55 && degrees <= 125) return degrees;
  throw new ScenarioError(`${what} is ${writtenText(degrees)}.`, 'Write degrees Celsius from -55 to 125, where a quartz still swings.');
}

function driftText(ppm: number): string {
  return `drift ${ppm < 0 ? '' : '+'}${Math.round(ppm * 1_000) / 1_000} ppm`;
}
