import { timeText } from '../../sim-core/base/time-text.ts';
import { factsOf } from '../../sim-core/trace/event-kinds.ts';
import { subjectOf } from '../../sim-core/trace/label.ts';
import { eventAt } from '../../sim-core/trace/trace.ts';
import type { SourceLocation } from '../protocol.ts';
import { sourceInTrace } from '../source-of-step.ts';
import type { Debuggee } from './debuggee.ts';
import type { LineStop } from './lines.ts';
import type { Timeline } from './timeline.ts';

/** One step of the way back to the first cause, as a frame of a stack across nodes. */
export interface Frame {
  readonly step: number;
  readonly name: string;
  readonly source?: SourceLocation;
}

/** The frames of the causes `from` up to, not including, `to`, of the chain that `timeline.chainOf` gives. */
export function framesOf(debuggee: Debuggee, timeline: Timeline, chain: readonly number[], { from, to, line }: Slice): readonly Frame[] {
  return chain.slice(from, to).map((step, index) => {
    const atLine = from + index === 0 && line?.step === step ? line : undefined;
    const source = atLine?.location ?? sourceInTrace(debuggee.trace, step, debuggee.handlers);
    return {
      step,
      name:
        from + index === 0
          ? topName(debuggee, timeline, step, atLine)
          : causeName(debuggee, timeline, { step, of: chain[from + index - 1]!, source }),
      ...(source ? { source } : {}),
    };
  });
}

export interface Slice {
  readonly from: number;
  readonly to: number;
  /** Where in its handler the debugger stands, if it does at the first step of the chain. */
  readonly line?: LineStop | undefined;
}

/**
 * `on.write · storage · step 50 at 25.026367 s`; of what is no handler, what happens: `send written`; in a function that the
 * handler calls, `isStale in on.write`.
 */
function topName({ trace }: Debuggee, timeline: Timeline, step: number, line?: LineStop): string {
  const { kind, node, time } = eventAt(trace, step);
  const handler = timeline.handlerOf(step);
  const subject = subjectOf(trace, step);
  const happens = handler?.step === step ? handler.name : `${kind} ${subject}`.trim();
  const within = handler && handler.step !== step ? ` in ${handler.name}` : '';
  const called = line && line.call > 1 && line.within !== '' ? `${line.within} in ` : '';
  return [`${called}${happens}${within}`, ...(node === undefined ? [] : [node]), `step ${step} at ${timeText(time)}`].join(' · ');
}

/** `sent by client2 · timers.write · line 31 at 4.210000 s`: how a step led to the frame above it. */
function causeName({ trace }: Debuggee, timeline: Timeline, { step, of, source }: Link): string {
  const { node, time, kind } = eventAt(trace, step);
  const handler = timeline.handlerOf(step);
  const led = eventAt(trace, timeline.handlerOf(of)?.step ?? of).kind;
  const how = factsOf(kind).message === 'leaves' ? 'sent' : factsOf(led).handler === 'timers' ? 'set' : 'caused';
  const where = source === undefined ? `step ${step}` : `line ${source.line}`;
  return [`${how} by ${node ?? kind}`, ...(handler ? [handler.name] : []), `${where} at ${timeText(time)}`].join(' · ');
}

interface Link {
  readonly step: number;
  /** The step that it led to. */
  readonly of: number;
  readonly source: SourceLocation | undefined;
}
