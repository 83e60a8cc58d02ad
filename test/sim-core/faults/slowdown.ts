import { type DurationRange } from '../../../sim-core/base/duration-range.ts';
import type { Duration, FaultLength } from 'backstep';
import { durationText } from '../../../sim-core/base/duration.ts';
import type { Microseconds } from '../../../sim-core/base/units.ts';
import { FAULTS, type FaultTypes } from '../../../sim-core/faults/catalogue.ts';
import { FOR, needed } from '../../../sim-core/faults/options.ts';
import type { FaultKind, Strike } from '../../../sim-core/faults/fault-kind.ts';
import type { FaultCatalogue } from '../../../sim-core/faults/registry.ts';

/**
 * A kind of fault that the simulator does not have: all links of a node become slower. It stands here
 * to show that a kind is one file and two lines in a catalogue, and nothing else has to know it.
 */
export interface SlowdownTypes<Name extends string> {
  form: { readonly slowdown: Name; readonly by: Duration; readonly for: FaultLength };
  strike: Strike<Name> & { readonly by: DurationRange };
}

interface PlannedSlowdown {
  readonly node: number;
  readonly links: readonly number[];
  readonly delay: Microseconds;
  readonly label: string;
}

const slowdown: FaultKind<SlowdownTypes<string>['form'], PlannedSlowdown, SlowdownTypes<string>['strike']> = {
  options: { slowdown: needed('node', 'The node whose links are slower.'), by: needed('duration', 'By how much.'), for: FOR },
  plan(form, { node, links, length, endOf }) {
    const own = [form.slowdown];
    const delay = length(form.by, 'by');
    return {
      node: node(form.slowdown, 'slowdown'),
      links: [...links({ from: own }, 'slowdown'), ...links({ to: own }, 'slowdown')],
      delay,
      label: `slower by ${durationText(delay)}`,
      until: endOf(form.for),
    };
  },
  begin: ({ links, delay, label }, world, name) => world.disturb(name, { links, delay }, label),
  end: (_planned, world, name) => world.calm(name),
  describe: ({ label, node }) => ({ label, node }),
  nemesis: {
    options: { by: needed('range', 'By how much.') },
    lasts: true,
    draw: ({ by }, { pick, between, lasts }) => ({ slowdown: pick(), by: between(by), for: lasts() }),
  },
};

/** The catalogue's first line. */
export type MoreFaultTypes<Name extends string> = FaultTypes<Name> & { slowdown: SlowdownTypes<Name> };

/** The catalogue's second line. */
export const MORE_FAULTS: FaultCatalogue<MoreFaultTypes<string>> = { ...FAULTS, slowdown };
