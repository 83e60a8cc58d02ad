import type { RecordedRun } from '../../runner/protocol.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import type { FaultFact } from '../../sim-core/trace/facts.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { countText } from '../model/count-text.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

/** So many faults of a kind are named one by one. */
const MOST_NAMED = 12;

/** What was planned, what struck and what was seen of it, with a warning where nothing was tested at all. */
export function faultList({ outcome, faults }: Pick<RecordedRun, 'outcome' | 'faults'>): HTMLElement[] {
  const kinds = Object.entries(outcome.faults).filter(([, { requested, struck, observed }]) => requested + struck + observed > 0);
  if (kinds.length === 0) return [];
  const meaning =
    'How many faults the scenario and its nemesis planned, how many of them took effect, and how many messages or handlers they were seen to affect.';
  return [
    html(
      'div',
      { class: 'faults', 'aria-label': 'Faults: requested, struck, observed' },
      html('span', { title: meaning }, 'faults requested → struck → observed'),
      ...kinds.map(([kind, { requested, struck, observed }]) => {
        const isMissed = requested > 0 && struck === 0;
        const counted = `${kind}: ${countText(requested)} requested, ${countText(struck)} struck, ${countText(observed)} observed`;
        const title = [counted, ...namedOnes(faults.filter((fault) => fault.kind === kind))].join('\n');
        return html(
          'span',
          { class: isMissed ? 'fault is-missed' : 'fault', 'data-fault': kind, 'data-missed': isMissed, title },
          ...(isMissed
            ? [icon('warning'), `${kind}: requested ${countText(requested)}, never struck`]
            : [`${kind} ${countText(requested)} → ${countText(struck)} → ${countText(observed)}`]),
        );
      }),
    ),
  ];
}

function namedOnes(faults: readonly FaultFact[]): string[] {
  const named = faults.slice(0, MOST_NAMED).map(({ kind, label, node, at, struckAt }) => {
    // What is said of a node by its own events has no label of its own.
    const what = label === '' ? `${kind} ${node ?? ''}`.trim() : label;
    return `${timeText(at)}  ${visible(what)}: ${struckAt === undefined ? 'never struck' : `struck at step ${countText(struckAt)}`}`;
  });
  return faults.length > MOST_NAMED ? [...named, `… and ${countText(faults.length - MOST_NAMED)} more`] : named;
}
