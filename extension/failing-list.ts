import type { SweepReport } from '../runner/protocol.ts';
import { momentText } from '../sim-core/base/moment-text.ts';
import { sentenceOf } from '../sim-core/base/verdict.ts';
import { t } from './texts.ts';

/** Each seed that fails, once and in order, with what it violates first and how much else. */
export function failingSeeds(failures: SweepReport['failures']): { readonly seed: number; readonly violates: string }[] {
  const bySeed = new Map<number, SweepReport['failures'][number][]>();
  for (const failure of failures) bySeed.set(failure.seed, [...(bySeed.get(failure.seed) ?? []), failure]);
  return [...bySeed].map(([seed, all]) => {
    const first = all.reduce((least, failure) => (failure.step < least.step ? failure : least));
    const more = all.length > 1 ? t(' and {0} more', all.length - 1) : '';
    return { seed, violates: `${sentenceOf(first.property)} ${momentText(first)}${more}` };
  });
}
