import { visible } from '../../sim-core/base/plain-text.ts';
import type { Span } from '../../sim-core/trace/facts.ts';
import type { RunModel } from './run-model.ts';
import { countText } from './count-text.ts';

/** What lasts, in words: what it is, and from where to where. */
export function spanText(run: RunModel, span: Span): string {
  const end = span.to >= run.steps ? 'to the end of the run' : `to step ${countText(span.to)}`;
  return `${whatLasts(run, span)}\nfrom step ${countText(span.from)} ${end}`;
}

function whatLasts(run: RunModel, { kind, node, label }: Span): string {
  const who = visible(run.nodes[node] ?? '');
  switch (kind) {
    case 'down':
      return `${who} is down`;
    case 'starting':
      return `${who} is starting: its init is under way`;
    case 'paused':
      return `${who} is paused`;
    case 'stalled':
      return `${who} is stalled inside a handler`;
    case 'busy':
      return `${who} is busy: a handler is under way`;
    case 'operation':
      return `operation ${visible(run.strings[label] ?? '')} of ${who}`;
    case 'slow':
      return `${who} is slow: ${visible(run.content.run.faults[label]?.label ?? 'it takes longer')}`;
    case 'troubled':
      return `the disk of ${who} is bad: ${run.content.run.faults[label]?.kind ?? 'a fault'}`;
    case 'lying':
      return `${who} is Byzantine: ${visible(run.content.run.faults[label]?.label ?? 'it lies')}`;
    case 'fault':
      return visible(run.content.run.faults[label]?.label ?? 'a fault of links');
  }
}
