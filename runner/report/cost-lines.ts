import { sentenceOf } from '../../sim-core/base/verdict.ts';
import type { Costs } from '../protocol.ts';

/** Says that the properties of a scenario cost more than its handlers, and which most; nothing where they do not. */
export function costLines(costs: Costs | null): string[] {
  if (!costs) return [];
  const { handlers, properties } = costs;
  const all = properties.reduce((sum, { share }) => sum + share, 0);
  const [dearest] = properties;
  if (!dearest || all <= handlers || all < WORTH_A_WORD) return [];
  return [
    `Properties take ${percent(all)} of the time and handlers ${percent(handlers)}: "${sentenceOf(dearest.name)}" alone takes ${percent(dearest.share)}. ` +
      'Let it return early where nothing can have changed, or keep in its `memory` what it has looked at.',
  ];
}

/** Below this share nobody would gain by it. */
const WORTH_A_WORD = 0.2;

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
