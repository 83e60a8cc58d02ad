import type { FaultFact } from '../../sim-core/trace/facts.ts';
import type { FaultCounts } from '../../sim-core/base/fault-counts.ts';
import type { Paint } from './paint.ts';
import { countText } from './words.ts';

/** What was planned, what took effect and what was seen of it; what was planned in vain is said loudly. */
export function faultLines(faults: FaultCounts, paint: Paint): string[] {
  const entries = Object.entries(faults).filter(([, { requested }]) => requested > 0);
  if (entries.length === 0) return [];
  const counted = entries
    .map(([kind, { requested, struck, observed }]) => `${kind} ${[requested, struck, observed].map(countText).join('/')}`)
    .join(', ');
  const idle = entries.filter(([, { struck }]) => struck === 0).map(([kind]) => kind);
  return [
    `Faults (requested/struck/observed): ${counted}`,
    ...(idle.length > 0
      ? [paint('yellow', `Warning: ${idle.join(', ')} never struck, so nothing was tested against ${idle.length === 1 ? 'it' : 'them'}.`)]
      : []),
  ];
}

/** The faults that could have mattered to a violation, as lines to paste, each with what had become of it by then. */
export function faultsUpTo(
  violation: { readonly step: number; readonly time: number },
  faults: readonly FaultFact[],
  paint: Paint,
): string[] {
  const begun = faults.filter(({ at }) => at <= violation.time);
  if (faults.length === 0) return [];
  if (begun.length === 0) return ["None of the run's planned faults had begun by then."];
  const width = Math.max(...begun.map(({ line }) => line.length));
  return [
    'Its faults up to then, to paste into `faults`:',
    ...begun.map(
      ({ line, struckAt }) =>
        `  ${line.padEnd(width)}  ${struckAt !== undefined && struckAt <= violation.step ? paint('red', `// struck at step ${struckAt}`) : paint('dim', '// had not struck')}`,
    ),
  ];
}
