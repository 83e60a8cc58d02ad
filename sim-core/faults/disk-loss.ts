import type { Microseconds } from '../base/units.ts';
import { whereDisksMayBeBad } from './disk-trouble.ts';
import type { FaultKind, ScenarioFacts, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

export interface DiskLossTypes<Name extends string> {
  /** The machine is replaced by an empty one: the process crashes, and its disk holds nothing when it starts again. As `crash` otherwise. */
  form: { readonly diskLoss: Name; readonly for?: FaultLength };
  strike: Strike<Name>;
}

interface PlannedDiskLoss {
  readonly node: number;
  readonly until?: Microseconds;
}

export const diskLoss: FaultKind<DiskLossTypes<string>['form'], PlannedDiskLoss, Strike<string>> = {
  keys: ['for'],
  glyph: 'diskLoss',
  plan: (form, { node, endOf }) => ({
    node: node(form.diskLoss, 'diskLoss'),
    ...(form.for === undefined ? {} : { until: endOf(form.for) }),
  }),
  begin({ node }, world, name) {
    world.crash(node, name, 'disk lost');
    return world.disks.wipe(node);
  },
  end: ({ node }, world, name) => world.comesUp(node, name),
  describe: ({ node, until }) => ({
    label: '',
    node,
    stops: 'down',
    isOfDisk: true,
    strain: { betrays: true, recovers: until !== Infinity },
  }),
  nemesis: {
    keys: [],
    lasts: true,
    like: 'crash',
    isOfDisk: true,
    usual: usualLoss,
    draw: (_strike, { pick, lasts }) => ({ diskLoss: pick(), for: lasts() }),
  },
};

function usualLoss(facts: ScenarioFacts): object | undefined {
  if (facts.model?.failures === 'crash-stop') return whereDisksMayBeBad(facts) && { for: 'ever' };
  return whereDisksMayBeBad(facts);
}
