import { sentenceOf } from '../../sim-core/base/verdict.ts';
import type { Debuggee } from './debuggee.ts';

/** What a condition on a finding may read besides the world at its step. */
const CONDITION = "an expression over the step, as in: property === 'atMostOneLeader', or fault === 'crash' && nodes.a.term > 2";

/** What the debugger can stop at besides breakpoints, with how it is called in VS Code. */
export const FILTERS = [
  { filter: 'safety', label: 'Safety violated', default: true, supportsCondition: true, conditionDescription: CONDITION },
  { filter: 'liveness', label: 'Deadline missed', default: true, supportsCondition: true, conditionDescription: CONDITION },
  { filter: 'threw', label: 'Handler threw', default: true, supportsCondition: true, conditionDescription: CONDITION },
  { filter: 'fault', label: 'Fault struck', default: false, supportsCondition: true, conditionDescription: CONDITION },
  { filter: 'divergence', label: 'Executions differ', default: true, supportsCondition: true, conditionDescription: CONDITION },
] as const;

export type Filter = (typeof FILTERS)[number]['filter'];

/** Something that was found out at a step. */
export interface Finding {
  readonly filter: Filter;
  readonly text: string;
  /** What it is about, by the names under which a condition reads it: the name of a property, or the kind of a fault. */
  readonly told: { readonly property?: string; readonly fault?: string };
}

/** What was found out in a run, by step: violations, faults that struck, executions that differ. */
export function findingsOf({ trace, properties, divergence }: Debuggee): ReadonlyMap<number, readonly Finding[]> {
  const findings = new Map<number, Finding[]>();
  const last = trace.columns.length - 1;
  const add = (step: number, finding: Finding): void => {
    const at = Math.max(0, Math.min(step, last));
    findings.set(at, [...(findings.get(at) ?? []), finding]);
  };
  for (const { name, kind, verdict, step, because, thrown } of properties) {
    if (verdict !== 'violated' || step === undefined) continue;
    const filter = thrown ? 'threw' : kind === 'liveness' ? 'liveness' : 'safety';
    const what = FILTERS.find((row) => row.filter === filter)!.label;
    const text = `${what}: ${sentenceOf(name)}.${because === undefined ? '' : ` ${because}`}`;
    add(step, { filter, text, told: { property: name } });
  }
  for (const { label, kind, node, struckAt } of trace.faults) {
    // A fault of one node is told by its events, and has no label of its own.
    const what = label === '' ? `${kind}${node === undefined ? '' : ` at ${node}`}` : label;
    if (struckAt !== undefined) add(struckAt, { filter: 'fault', text: `Fault struck: ${what}.`, told: { fault: kind } });
  }
  if (divergence) add(divergence.step, { filter: 'divergence', text: `Executions differ: ${divergence.what}`, told: {} });
  return findings;
}
