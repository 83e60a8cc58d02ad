import { faultLine } from '../faults/planned-fault.ts';
import type { FaultFact } from '../trace/facts.ts';
import { forgeableFields } from '../trace/forgeable.ts';
import { TraceRecorder } from '../trace/recorder.ts';
import type { Trace } from '../trace/trace.ts';
import type { Model } from './model.ts';
import { runOf, type Run, type RunOptions } from './run.ts';
import { Simulation } from './simulation.ts';

/** The trace of a seed up to a step at least: what it takes to tell how something came about. */
export function traceUpTo(model: Model, seed: number, step: number, options?: RunOptions): Trace {
  const run = runOf(model, seed, options);
  const simulation = new Simulation(model, run, { recorder: () => new TraceRecorder() });
  while (simulation.steps <= step && simulation.step());
  return traceOf(model, run, simulation);
}

/** What of a run its trace has no place of its own for. */
function otherChanges({ explicit }: Model, { faults, drops, messages }: Run): Pick<Trace, 'changes'> {
  const changes = {
    ...(faults.length > 0 ? { faults } : {}),
    ...(drops.length > 0 ? { drops } : {}),
    ...(Object.keys(messages).length > 0 ? { messages } : {}),
    ...(explicit ? { explicit } : {}),
  };
  return Object.keys(changes).length > 0 ? { changes } : {};
}

/** What was recorded of a run, as far as it has come. */
export function traceOf(model: Model, run: Run, simulation: Simulation): Trace {
  const { log, plan, account } = simulation.stage;
  const recorder = log.recorder!;
  const columns = recorder.columns();
  return {
    outcome: simulation.outcome(),
    byzantine: run.byzantine,
    nodes: model.names,
    strings: recorder.strings,
    values: recorder.values,
    columns,
    faults: [...plan.values()].map(({ name, kind, label, glyph, written, at, until, node, cut }): FaultFact => {
      const { struckAt, observed = 0 } = account.of(name) ?? {};
      return {
        name,
        kind,
        label,
        ...(glyph === undefined ? {} : { glyph }),
        line: faultLine(written),
        at,
        observed,
        ...(until === Infinity ? {} : { until }),
        ...(node === undefined ? {} : { node: model.names[node]! }),
        ...(cut === undefined ? {} : { cut }),
        ...(struckAt === undefined ? {} : { struckAt }),
      };
    }),
    spans: recorder.spans.packed(columns.length),
    forgeable: forgeableFields(model.names, columns, recorder.values),
    ...(run.order ? { order: run.order } : {}),
    ...otherChanges(model, run),
    ...(model.stabilisesAt <= model.duration && model.stabilisesAt > 0 ? { stabilisedAt: model.stabilisesAt } : {}),
  };
}
