import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { faultLine } from '../../sim-core/faults/planned-fault.ts';
import type { RunSize, ShrinkReport } from '../shrink.ts';
import type { Paint } from './paint.ts';
import { counted } from './words.ts';

/** What a failing run was shrunk to, as lines to paste into its scenario. */
export function shrinkLines({ seed, property, before, after, runs, minimal, faults, duration }: ShrinkReport, paint: Paint): string[] {
  return [
    `${paint('bold', `Seed ${seed} shrunk`)}, with "${sentenceOf(property)}" still violated: ${sizeText(before)} → ${sizeText(after)}, in ${counted(runs, 'run')}.`,
    minimal
      ? faults.length === 0
        ? 'Minimal: it needs no fault at all.'
        : 'Minimal: without any one of these faults, or any one node in their lists, it is not violated.'
      : paint('yellow', 'Stopped before everything had been tried: this is the best so far.'),
    'To paste into the scenario in place of its `faults` and `nemesis`, and to run with the same seed:',
    ...(faults.length === 0 ? ['  faults: [],'] : ['  faults: [', ...faults.map((fault) => `    ${faultLine(fault)}`), '  ],']),
    ...(duration === undefined ? [] : [`  duration: '${duration}',`]),
  ];
}

function sizeText({ faults, events, time }: RunSize): string {
  return `${counted(faults, 'fault')}, ${counted(events, 'event')}, violated at ${timeText(time)}`;
}
