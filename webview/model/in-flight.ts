import { isLoss } from './arrows.ts';
import type { RunModel } from './run-model.ts';

/** A message that is on its way after a step, and what becomes of it. */
export interface Flight {
  /** The step at which it was sent. */
  readonly send: number;
  readonly fate: 'arrives' | 'is lost' | 'is still under way at the end' | 'what becomes of it is not known yet';
  /** The step at which it arrives or is lost. */
  readonly until?: number;
}

/** What is on its way right after a step, in the order in which it was sent; each copy of a message by itself. */
export function inFlightAt(run: RunModel, step: number): readonly Flight[] {
  const { index } = run.arrows;
  const flights: Flight[] = [];
  index.visit(step + 1, step + 1, (arrow) => {
    const [send, until] = [index.from[arrow]!, index.to[arrow]!];
    if (send <= step) flights.push({ send, until, fate: isLoss(run.columns.kind[until]!) ? 'is lost' : 'arrives' });
  });
  for (const send of run.unended) {
    if (send > step) break;
    flights.push({ send, fate: run.content.run.underWay ? 'what becomes of it is not known yet' : 'is still under way at the end' });
  }
  return flights.sort((a, b) => a.send - b.send);
}
