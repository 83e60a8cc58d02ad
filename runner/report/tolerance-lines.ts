import { timeText } from '../../sim-core/base/time-text.ts';
import type { SweepSummary } from '../../sim-core/search/sweep.ts';
import type { Outcome, ToleranceOutcome } from '../../sim-core/trace/outcome.ts';
import type { Paint } from './paint.ts';
import { counted, countText } from './words.ts';

/** What the scenario tolerates, and from when on a run went beyond it. */
export function runToleranceLines({ tolerance }: Pick<Outcome, 'tolerance'>, paint: Paint): string[] {
  if (!tolerance) return [];
  const { beyond } = tolerance;
  const went = beyond && `  beyond that from step ${countText(beyond.step)} at ${timeText(beyond.time)} on: ${beyond.because}`;
  return [statedLine(tolerance, paint), ...(went === undefined ? [] : [paint('yellow', went)])];
}

/** The same of a sweep: how many runs went beyond it, and how many of the failures came after that. */
export function sweepToleranceLines({ tolerance, failures }: Pick<SweepSummary, 'tolerance' | 'failures'>, paint: Paint): string[] {
  if (!tolerance) return [];
  const { beyond } = tolerance;
  const after = failures.filter((failure) => failure.beyond !== undefined).length;
  const told = `  ${counted(beyond, 'run')} went beyond that; ${countText(after)} of ${counted(failures.length, 'violation')} beyond the stated tolerance`;
  return [statedLine(tolerance, paint), ...(beyond === 0 ? [] : [paint('yellow', told)])];
}

function statedLine({ text, needs, nodes }: Pick<ToleranceOutcome, 'text' | 'needs' | 'nodes'>, paint: Paint): string {
  const line = `  tolerates: ${text}`;
  return nodes < needs ? paint('yellow', line) : line;
}
