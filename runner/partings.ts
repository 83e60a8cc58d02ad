import { scriptOf, type ChoiceScript, type Parting, type Recording, type RunOptions } from '../sim-core/engine.ts';
import { firstDivergence } from '../sim-core/trace/columns.ts';
import { labelOf } from '../sim-core/trace/label.ts';
import { eventAt, type Trace } from '../sim-core/trace/trace.ts';
import type { PartingEvent, PartingPlace } from './worker-calls.ts';

/** What the realm answers about runs that leave the one that is recorded. */
export function partings(recorded: () => Recording, record: (seed: number, options: RunOptions) => Recording) {
  return {
    drawnAt: (step: number): Parting['after'] => drawnAt(recorded(), step),
    drawsOf(seed: number, parting: Parting): ChoiceScript {
      const parted = record(seed, { parting });
      const { length } = parted.trace.columns;
      return length === 0 ? {} : scriptOf(parting, drawnAt(parted, length - 1));
    },
    partsAt: (choices: ChoiceScript): PartingPlace => partingOf(recorded().trace, record(recorded().run.seed, { choices }).trace),
  };
}

function drawnAt(recording: Recording, step: number): Parting['after'] {
  const { stage } = recording.seek(step);
  return Object.fromEntries(stage.choices.save().map(([site, { drawn }]) => [site, drawn]));
}

/** The first step after which two runs are not the same any more. */
function partingOf(here: Trace, there: Trace): PartingPlace {
  const step = firstDivergence(here.columns, there.columns) ?? here.columns.length;
  return { step, here: told(here, step), there: told(there, step) };
}

function told(trace: Trace, step: number): PartingEvent | null {
  if (step >= trace.columns.length) return null;
  const { kind, node = null, peer = null } = eventAt(trace, step);
  return { time: trace.columns.time[step]!, node, peer, kind, text: labelOf(trace, step) };
}
