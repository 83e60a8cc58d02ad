import { inPart } from '../base/scenario-error.ts';
import { checkRange, type DurationRange } from '../base/duration-range.ts';
import { durationText, type Duration } from '../base/duration.ts';
import type { Microseconds } from '../base/units.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';
import { describeLinks, linksOfStrike, type LinkSelection } from './links.ts';

export interface DelayTypes<Name extends string> {
  /** Adds so much to the latency. Of several on one link the longest counts. `links` are all, if absent. */
  form: { readonly delay: Duration; readonly for: FaultLength; readonly links?: LinkSelection<Name> };
  strike: Strike<Name> & { readonly by: DurationRange };
}

interface PlannedDelay {
  readonly links: readonly number[];
  readonly delay: Microseconds;
  readonly label: string;
}

type StrikeForm = DelayTypes<string>['strike'];

export const delay: FaultKind<DelayTypes<string>['form'], PlannedDelay, StrikeForm> = {
  keys: ['for', 'links'],
  glyph: 'delay',
  plan(form, { links, length, endOf }) {
    const by = length(form.delay, 'delay');
    return {
      links: links(form.links, 'links'),
      delay: by,
      label: `delay ${durationText(by)} ${describeLinks(form.links)}`,
      until: endOf(form.for),
    };
  },
  begin: ({ links, delay: by, label }, world, name) => world.disturb(name, { links, delay: by }, label),
  end: (_planned, world, name) => world.calm(name),
  describe: ({ links, label, delay: by }) => ({ label, links, strain: { delay: by } }),
  nemesis: {
    keys: ['by'],
    lasts: true,
    usual({ names, until, model }) {
      if (names.length === 1 || model?.delay === 0) return undefined;
      const longest = Math.min(Math.ceil(until / 100), model?.delay ?? Infinity);
      return { by: [durationText(Math.ceil(longest / 20)), durationText(longest)] };
    },
    check: (strike, { where }) => void inPart('by', () => checkRange(strike.by, `The \`by\` of ${where}`)),
    draw: (strike, { between, lasts }) => ({ delay: between(strike.by), for: lasts(), ...linksOfStrike(strike) }),
  },
};
