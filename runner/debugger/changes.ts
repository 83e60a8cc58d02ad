import { lineOf } from '../../sim-core/base/plain-text.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import type { SourceLocation } from '../protocol.ts';
import { sourceInTrace } from '../source-of-step.ts';
import type { Debuggee } from './debuggee.ts';
import type { Timeline } from './timeline.ts';
import type { Named } from './variables.ts';
import type { Change } from './worlds.ts';

/** So many steps are named in one line. */
const MOST_NAMED = 12;
const LONGEST = 120;

/** What an expression over time comes to: how often it changed, and when; opened, what it came to each time. */
export function changesItem({ trace }: Debuggee, changes: readonly Change[]): Omit<Named, 'name'> {
  const count = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`;
  const steps = changes.slice(0, MOST_NAMED).map(({ step }) => step);
  return {
    text: changes.length === 0 ? count : `${count}, at steps ${steps.join(', ')}${changes.length > MOST_NAMED ? ', …' : ''}`,
    children: () => changes.map(({ step, value }) => ({ name: `step ${step} at ${timeText(eventAt(trace, step).time)}`, value })),
  };
}

/** A line for the console, and the place in the source that a click on it opens. */
export interface PlacedLine {
  readonly text: string;
  readonly location: SourceLocation | undefined;
}

/** `step 34 at 12.500000 s · on.write · storage: 2`, at the handler whose doing it is. */
export function changeLines(debuggee: Debuggee, timeline: Timeline, changes: readonly Change[]): readonly PlacedLine[] {
  const { trace, handlers } = debuggee;
  return changes.map(({ step, value }) => {
    const { kind, node, time } = eventAt(trace, step);
    const where = [`step ${step} at ${timeText(time)}`, timeline.handlerOf(step)?.name ?? kind, ...(node === undefined ? [] : [node])];
    return { text: `${where.join(' · ')}: ${lineOf(value, LONGEST)}`, location: sourceInTrace(trace, step, handlers) };
  });
}
