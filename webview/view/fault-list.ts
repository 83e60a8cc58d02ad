import type { RecordedRun } from '../../runner/protocol.ts';
import type { FaultCount } from '../../sim-core/base/fault-counts.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import type { FaultFact } from '../../sim-core/trace/facts.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { countText } from '../model/count-text.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

/** So many faults of a kind are named one by one. */
const MOST_NAMED = 12;

/**
 * What was planned, what struck and what was seen of it, with a warning where nothing was tested at all.
 * A rate of the network is no plan: it strikes single messages, and where it is small perhaps none of a run.
 */
export function faultList({ outcome, faults }: Pick<RecordedRun, 'outcome' | 'faults'>): HTMLElement[] {
  const kinds = Object.entries(outcome.faults).filter(([, { requested, struck, observed }]) => requested + struck + observed > 0);
  if (kinds.length === 0) return [];
  const meaning = 'How many of the planned faults took effect, and how many messages or handlers they were seen to affect.';
  return [
    html(
      'div',
      { class: 'faults', role: 'group', 'aria-label': 'Faults' },
      html('span', { title: meaning }, 'faults'),
      ...kinds.map(([kind, count]) => {
        const planned = faults.filter((fault) => fault.kind === kind);
        const isRate = kind !== 'byzantine' && planned.length === 0;
        const isMissed = !isRate && count.struck === 0;
        const title = [countedText(kind, count, isRate), ...namedOnes(planned)].join('\n');
        return html(
          'span',
          { class: isMissed ? 'fault is-missed' : 'fault', 'data-fault': kind, 'data-missed': isMissed, title },
          ...(isMissed ? [icon('warning')] : []),
          shortText(kind, count, isRate),
        );
      }),
    ),
  ];
}

function shortText(kind: string, { requested, struck, observed }: FaultCount, isRate: boolean): string {
  if (isRate) return `${kind} rate: ${messages(observed)}`;
  if (struck === 0) return `${kind}: none of ${countText(requested)} struck`;
  return `${kind}: ${countText(struck)} of ${countText(requested)} struck, seen ${observed === 1 ? 'once' : `${countText(observed)} times`}`;
}

function countedText(kind: string, { requested, struck, observed }: FaultCount, isRate: boolean): string {
  if (isRate) return `${kind}: a rate of the network, which struck ${messages(observed)} of this run`;
  return `${kind}: ${countText(requested)} requested, ${countText(struck)} struck, ${countText(observed)} observed`;
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count === 0 ? 'no' : countText(count)} messages`;
}

function namedOnes(faults: readonly FaultFact[]): string[] {
  const named = faults.slice(0, MOST_NAMED).map(({ kind, label, node, at, struckAt }) => {
    // What is said of a node by its own events has no label of its own.
    const what = label === '' ? `${kind} ${node ?? ''}`.trim() : label;
    return `${timeText(at)}  ${visible(what)}: ${struckAt === undefined ? 'never struck' : `struck at step ${countText(struckAt)}`}`;
  });
  return faults.length > MOST_NAMED ? [...named, `… and ${countText(faults.length - MOST_NAMED)} more`] : named;
}
