import type { LastSweep } from './failing-seeds.ts';
import type { LensPlace } from './lens-places.ts';
import { t } from './texts.ts';

/** What the last sweep said of a scenario or property, for its lens; undefined where none has said anything of it. */
export function lensVerdict({ what, id, name }: LensPlace, sweeps: readonly LastSweep[]): string | undefined {
  if (what === 'scenario') {
    // A family is swept as a whole, each of its members on its own.
    const own = sweeps.filter(({ scenario }) => scenario === id || scenario.startsWith(`${id}[`));
    const seeds = own.reduce((sum, sweep) => sum + sweep.seeds, 0);
    const violated = own.reduce((sum, sweep) => sum + sweep.violated, 0);
    if (own.length === 0) return undefined;
    const [first] = own;
    const verdict =
      violated > 0
        ? t('{0} of {1} seeds violated', violated, seeds)
        : own.length === 1
          ? t('{0} in {1} seeds', first!.verdict, seeds)
          : t('none of {0} seeds violated', seeds);
    return verdict;
  }
  if (what !== 'property' || name === undefined) return undefined;
  const own = sweeps.flatMap(({ properties, seeds }) => (Object.hasOwn(properties, name) ? [{ ...properties[name]!, seeds }] : []));
  if (own.length === 0) return undefined;
  const sum = (count: (one: (typeof own)[number]) => number): number => own.reduce((total, one) => total + count(one), 0);
  const [seeds, held, violated] = [sum((one) => one.seeds), sum((one) => one.held), sum((one) => one.violated)];
  if (own.some(({ asksMany }) => asksMany)) return t('reached by {0} of {1} seeds', held, seeds);
  return violated > 0 ? t('{0} of {1} seeds violated', violated, seeds) : t('held by {0} of {1} seeds', held, seeds);
}
