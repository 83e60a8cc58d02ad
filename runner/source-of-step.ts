import { firstViolated } from '../sim-core/base/verdict.ts';
import { columnsOver, firstDivergence } from '../sim-core/trace/columns.ts';
import { handlerAt, KIND } from '../sim-core/trace/event-kinds.ts';
import { eventAt, type Trace } from '../sim-core/trace/trace.ts';
import type { RecordedRun, ScenarioDescription, SourceLocation } from './protocol.ts';

/** A recorded run as a trace to read events from; what they carry stays in the worker. */
export function readable(
  run: Pick<RecordedRun, 'columns' | 'length' | 'nodes' | 'strings'>,
): Pick<Trace, 'columns' | 'nodes' | 'strings' | 'values'> {
  return { columns: columnsOver(run.columns, run.length, run.length), nodes: run.nodes, strings: run.strings, values: [] };
}

/**
 * The handler that a step belongs to: the one that ran at it, or the one whose effect it is. None
 * for what the world does by itself.
 */
export function sourceOfStep(run: RecordedRun, step: number, handlers: ScenarioDescription['handlers']): SourceLocation | undefined {
  return sourceInTrace(readable(run), step, handlers);
}

/** The same in a trace at hand. */
export function sourceInTrace(
  trace: Parameters<typeof eventAt>[0],
  step: number,
  handlers: ScenarioDescription['handlers'],
): SourceLocation | undefined {
  return handlerOfStep(trace, step, handlers)?.location;
}

/** The execution of a handler. */
export interface HandledStep {
  /** The step that it handles. */
  readonly step: number;
  readonly node: string;
  /** Its name in `handlers`, but for its version. */
  readonly handler: string;
  /** Where it is written; absent for what the author has written nothing for. */
  readonly location?: SourceLocation;
}

/** The execution of a handler that a step belongs to: the one that handles it, or the one whose effect it is. */
export function handlerOfStep(
  trace: Parameters<typeof eventAt>[0],
  step: number,
  handlers: ScenarioDescription['handlers'],
): HandledStep | undefined {
  for (let at: number | undefined = step; at !== undefined;) {
    const { kind, node, name, cause } = eventAt(trace, at);
    const handler = handlerAt(kind, name);
    if (handler !== undefined && node !== undefined) {
      const own = ofVersion(handlers[node] ?? {}, versionAt(trace, node, at));
      const location = own[handler] ?? sourceOfRequest(trace, at, own);
      return { step: at, node, handler, ...(location ? { location } : {}) };
    }
    at = cause;
  }
  return undefined;
}

/** Which version a node runs at a step: that of its last upgrade; none for the one that it was listed with. */
function versionAt(trace: Parameters<typeof eventAt>[0], node: string, step: number): string | undefined {
  const { kind, node: nodes } = trace.columns;
  const index = trace.nodes.indexOf(node);
  for (let at = step; at >= 0; at--) if (kind[at] === KIND.upgrade && nodes[at] === index) return eventAt(trace, at).name;
  return undefined;
}

/** Its handlers in that version, as they are named in the first. */
function ofVersion(own: Readonly<Record<string, SourceLocation>>, version: string | undefined): Readonly<Record<string, SourceLocation>> {
  if (version === undefined) return own;
  const prefix = `${version}: `;
  return Object.fromEntries(
    Object.entries(own).flatMap(([name, location]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), location]] : [])),
  );
}

/** What a node does about the request that it is answered at a step, or that times out there. */
function sourceOfRequest(
  trace: Parameters<typeof eventAt>[0],
  step: number,
  own: Readonly<Record<string, SourceLocation>>,
): SourceLocation | undefined {
  const { kind, node, name } = eventAt(trace, step);
  const [, timedOut] = kind === 'timer' ? (/^(.+) timeout(?: \d+)?$/.exec(name) ?? []) : [];
  if (timedOut !== undefined) {
    const part = ['target', 'gaveUp', 'answered'].find((known) => own[`requests.${timedOut}.${known}`]);
    return own[`requests.${timedOut}.${part}`];
  }
  // A reply goes back to the request that it answers, mostly.
  for (let at: number | undefined = step; at !== undefined; at = eventAt(trace, at).cause) {
    const sent = eventAt(trace, at);
    const answered = sent.kind === 'send' && sent.node === node ? own[`requests.${sent.name}.answered`] : undefined;
    if (answered) return answered;
  }
  return undefined;
}

/** The first step at which two runs differ; undefined when they are the same. */
export function firstDifferentStep(one: RecordedRun, other: RecordedRun): number | undefined {
  return firstDivergence(readable(one).columns, readable(other).columns);
}

/** The step of a run's first violation, which is where to begin stepping back. */
export function firstViolation(run: RecordedRun): number | undefined {
  return firstViolated(run.outcome.properties)?.step;
}
