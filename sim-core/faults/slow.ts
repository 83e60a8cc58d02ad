import { ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { checkMost, pickAtMost } from './at-most.ts';
import type { FaultKind, Strike } from './fault-kind.ts';
import type { FaultLength } from './fault-length.ts';

interface Factors {
  /** How many times as long its disk takes, a number from 1: what `disk.syncLatency` and `disk.readLatency` say. 1, if absent. */
  readonly disk?: number;
  /** How many times as long `self.busy` takes, a number from 1; 1, if absent. */
  readonly cpu?: number;
}

export interface SlowTypes<Name extends string> {
  /**
   * The node is slow, and neither down nor frozen: it answers, late. A disk that fails slowly may take 5,000 times as long
   * (Gunawi et al., "Fail-Slow at Scale", FAST 2018).
   */
  form: { readonly slow: Name; readonly for: FaultLength } & Factors;
  /** `most` is how many different nodes are slow in one run; all, if absent. */
  strike: Strike<Name> & Factors & { readonly most?: number };
}

interface PlannedSlowness {
  readonly node: number;
  readonly disk: number;
  readonly cpu: number;
}

export const slow: FaultKind<SlowTypes<string>['form'], PlannedSlowness, SlowTypes<string>['strike']> = {
  keys: ['disk', 'cpu', 'for'],
  glyph: 'slow',
  plan: (form, { node, endOf, where }) => ({ node: node(form.slow, 'slow'), ...factorsOf(form, where), until: endOf(form.for) }),
  begin: ({ node, disk, cpu }, world, name) => world.slowDown(node, name, { disk, cpu }, slowText({ disk, cpu })),
  end: ({ node, disk, cpu }, world, name) => world.speedUp(node, name, slowText({ disk, cpu })),
  describe: ({ node, disk, cpu }) => ({ label: slowText({ disk, cpu }), node, strain: { pause: Infinity } }),
  nemesis: {
    keys: ['disk', 'cpu', 'most'],
    lasts: true,
    check(strike, context) {
      factorsOf(strike, context.where);
      checkMost(strike.most, context);
    },
    draw({ disk, cpu, most }, context) {
      const node = pickAtMost(context, 'slow', most);
      return { slow: node, ...(disk === undefined ? {} : { disk }), ...(cpu === undefined ? {} : { cpu }), for: context.lasts() };
    },
  },
};

function factorsOf({ disk = 1, cpu = 1 }: Factors, where: string): { readonly disk: number; readonly cpu: number } {
  for (const [key, factor] of Object.entries({ disk, cpu })) {
    if (typeof factor === 'number' && factor >= 1 && Number.isFinite(factor)) continue;
    throw new ScenarioError(
      `The \`${key}\` of ${where} is ${writtenText(factor)}.`,
      'Write how many times as long it takes: a number from 1.',
      { path: [key] },
    );
  }
  if (disk === 1 && cpu === 1)
    throw new ScenarioError(`${where} makes nothing slow.`, 'Say how many times as long it takes: `disk: 5_000` or `cpu: 10`.');
  return { disk, cpu };
}

function slowText({ disk, cpu }: { readonly disk: number; readonly cpu: number }): string {
  return [disk > 1 ? `disk ${disk} times slower` : '', cpu > 1 ? `cpu ${cpu} times slower` : ''].filter(Boolean).join(', ');
}
