import type { RunModel } from '../model/run-model.ts';
import type { EventBox } from './window-layout.ts';

export interface RingBox {
  readonly step: number;
  readonly lane: number;
  readonly y: number;
}

/**
 * A violation rings the nodes that it rests on at its step, unless it was time that passed after it, and the steps
 * that its evidence names.
 */
export function ringsOf(run: RunModel, { step, lane, y }: EventBox): RingBox[] {
  const lanes = new Set<number>();
  for (const violation of run.violations) {
    if (violation.step === step && violation.property.eventTime === undefined)
      for (const node of violation.nodes.length > 0 ? violation.nodes : [lane]) lanes.add(node);
    if (violation.steps.includes(step)) lanes.add(lane);
  }
  lanes.delete(-1);
  return [...lanes].map((ringed) => ({ step, lane: ringed, y }));
}
