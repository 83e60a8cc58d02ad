import { sentenceOf } from '../../sim-core/base/verdict.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { faultLine } from '../../sim-core/faults/planned-fault.ts';
import type { SweepReport } from '../protocol.ts';
import type { RunSize, ShrinkReport } from '../shrink.ts';
import type { Paint } from './paint.ts';
import { seedCommand } from './reproduction.ts';
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

/** The same below the report of a sweep, where there was little time for it. */
export function sweptShrinkLines(
  report: ShrinkReport,
  { file, id, failures }: Pick<SweepReport, 'file' | 'id' | 'failures'>,
  paint: Paint,
): string[] {
  const { before, after, minimal, seed } = report;
  const command = seedCommand('shrink', file, { id, strategy: failures[0]?.strategy }, seed);
  if (minimal) return shrinkLines(report, paint);
  const goOn = `Shrink it further: ${paint('cyan', command)}`;
  return after.faults < before.faults ? [...shrinkLines(report, paint), goOn] : [goOn];
}

function sizeText({ faults, events, time }: RunSize): string {
  return `${counted(faults, 'fault')}, ${counted(events, 'event')}, violated at ${timeText(time)}`;
}
