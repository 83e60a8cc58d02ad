import { KIND } from '../../sim-core/trace/event.ts';
import type { LabelPages } from './label-pages.ts';
import type { RunModel } from './run-model.ts';

/** Numbers of these names order what happens, so that a lie about them does the most harm. */
const TELLING = ['token', 'term', 'epoch', 'version', 'ballot'];
const NUMBER_FIELD = /([\p{L}_$][\p{L}\p{N}_$]*): -?\d/gu;

/** The first send of each type of message that a node sends. */
export function firstSends({ columns, steps }: RunModel, lane: number): readonly number[] {
  const found = new Map<number, number>();
  for (let step = 0; step < steps; step++) {
    if (columns.kind[step] !== KIND.send || columns.node[step] !== lane) continue;
    const name = columns.name[step]!;
    if (!found.has(name)) found.set(name, step);
  }
  return [...found.values()];
}

/** The names of number fields in what a node sends, as far as its labels are there: the most telling first. */
export function forgeableFields(labels: LabelPages, sends: readonly number[]): readonly string[] {
  const names = sends.flatMap((step) => [...(labels.at(step) ?? '').matchAll(NUMBER_FIELD)].map((match) => match[1]!));
  const rank = (name: string): number => {
    const place = TELLING.findIndex((telling) => name.toLowerCase().includes(telling));
    return place < 0 ? TELLING.length : place;
  };
  return [...new Set(names)].sort((a, b) => rank(a) - rank(b));
}
