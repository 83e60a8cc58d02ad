import { columnsOver, firstDivergence } from '../sim-core/trace/columns.ts';
import { handlerAt } from '../sim-core/trace/event-kinds.ts';
import { eventAt, type Trace } from '../sim-core/trace/trace.ts';
import type { RecordedRun, ScenarioDescription, SourceLocation } from '../runner/protocol.ts';

/** A recorded run as a trace to read events from; what they carry stays in the worker. */
export function readable(run: RecordedRun): Pick<Trace, 'columns' | 'nodes' | 'strings' | 'values'> {
  return { columns: columnsOver(run.columns, run.length, run.length), nodes: run.nodes, strings: run.strings, values: [] };
}

/**
 * The handler that a step belongs to: the one that ran at it, or the one whose effect it is. None
 * for what the world does by itself.
 */
export function sourceOfStep(run: RecordedRun, step: number, handlers: ScenarioDescription['handlers']): SourceLocation | undefined {
  const trace = readable(run);
  for (let at: number | undefined = step; at !== undefined;) {
    const { kind, node, name, cause } = eventAt(trace, at);
    const handler = handlerAt(kind, name);
    if (handler !== undefined) return node === undefined ? undefined : handlers[node]?.[handler];
    at = cause;
  }
  return undefined;
}

/** The first step at which two runs differ; undefined when they are the same. */
export function divergenceOf(one: RecordedRun, other: RecordedRun): number | undefined {
  return firstDivergence(readable(one).columns, readable(other).columns);
}

/** The step of a run's first violation, which is where to begin stepping back. */
export function firstViolation(run: RecordedRun): number | undefined {
  const steps = run.outcome.properties.flatMap(({ verdict, step }) => (verdict === 'violated' && step !== undefined ? [step] : []));
  return steps.length > 0 ? Math.min(...steps) : undefined;
}
