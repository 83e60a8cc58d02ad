import type { LocatedProperty } from '../../runner/protocol.ts';
import { sentenceOf, type PropertyOutcome } from '../../sim-core/base/verdict.ts';
import { firstStepAt, type TraceColumns } from '../../sim-core/trace/columns.ts';

/** A violated property, told in a band of its own after the step at which it was violated. */
export interface ViolationBand {
  readonly property: LocatedProperty;
  readonly sentence: string;
  readonly step: number;
  /** The lanes of the nodes that the violation rests on. */
  readonly nodes: readonly number[];
  /** The steps that it rests on, besides its own. */
  readonly steps: readonly number[];
}

/** From the step of the promise to the last before the deadline, with the parts in which its clock stood still. */
export interface DeadlineBand {
  readonly sentence: string;
  readonly from: number;
  readonly to: number;
  readonly suspended: readonly (readonly [from: number, to: number])[];
}

export function violationBands(properties: readonly LocatedProperty[], nodes: readonly string[], steps: number): readonly ViolationBand[] {
  return properties
    .filter(({ verdict, step }) => verdict === 'violated' && step !== undefined && steps > 0)
    .map((property) => ({
      property,
      sentence: sentenceOf(property.name),
      step: Math.max(0, Math.min(steps - 1, property.step!)),
      nodes: (property.evidence?.nodes ?? []).map((name) => nodes.indexOf(name)).filter((node) => node >= 0),
      steps: stepsOf(property.evidence?.['steps'], steps),
    }))
    .sort((a, b) => a.step - b.step);
}

/** Authors may name steps in the evidence; it is their data, so it may be anything. */
function stepsOf(value: unknown, steps: number): readonly number[] {
  return Array.isArray(value) ? value.filter((step): step is number => Number.isSafeInteger(step) && step >= 0 && step < steps) : [];
}

export function deadlineBands(properties: readonly PropertyOutcome[], columns: TraceColumns): readonly DeadlineBand[] {
  return properties.flatMap(({ name, deadline }) => {
    if (!deadline || columns.length === 0) return [];
    const stretch = ([from, to]: readonly [number, number]): readonly [number, number] => [
      firstStepAt(columns, from),
      firstStepAt(columns, to + 1) - 1,
    ];
    const [from, to] = stretch([deadline.promised, deadline.due]);
    const suspended = deadline.suspended.map(stretch).filter(([first, last]) => first <= last);
    return [
      {
        sentence: sentenceOf(name),
        from: Math.min(from, columns.length - 1),
        to: Math.max(to, Math.min(from, columns.length - 1)),
        suspended,
      },
    ];
  });
}
