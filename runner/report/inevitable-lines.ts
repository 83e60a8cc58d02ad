import { timeText } from '../../sim-core/base/time-text.ts';
import { labelOf } from '../../sim-core/trace/label.ts';
import { eventAt, type Trace } from '../../sim-core/trace/trace.ts';
import type { Explanation } from '../explain.ts';
import type { Inevitability } from '../inevitable.ts';
import type { NearestGood } from '../nearest-good.ts';
import type { PartingEvent } from '../worker-calls.ts';
import { counted } from './words.ts';

const WIDEST_BAR = 20;

/** When a violation became inevitable, and the nearest run without it. */
export function inevitableLines({ inevitable, nearest }: Explanation, trace: Trace): string[] {
  if (!inevitable || inevitable.points.length === 0) return [];
  const { futures, points } = inevitable;
  const width = String(points.at(-1)!.step).length;
  const rows = points.map(({ step, violating }) => {
    const bar = '█'.repeat(Math.round((violating / futures) * WIDEST_BAR)).padEnd(WIDEST_BAR, '·');
    return `  after step ${String(step).padStart(width)} ${timeText(trace.columns.time[step]!).padStart(10)}  ${bar} ${percent(violating, futures)}`;
  });
  return [
    `When did it become inevitable? From each point, ${counted(futures, 'future')} with other draws and the same faults; so many violate the same property:`,
    ...rows,
    jumpLine(inevitable, trace),
    '',
    ...nearestLines(nearest),
  ];
}

/** What the points say, in a sentence. */
export function jumpLine({ futures, points, jump, isWhole }: Inevitability, trace: Trace): string {
  const [first, last] = [points[0]!, points.at(-1)!];
  if (!jump)
    return first.violating === futures
      ? `It was inevitable from the first event on, as far as ${counted(futures, 'future')} show it.`
      : `Chance decides it up to the end: just before the violation ${percent(last.violating, futures)} of the futures violate.`;
  const { before, after } = jump;
  const rise = `from ${percent(before.violating, futures)} to ${percent(after.violating, futures)}`;
  const where = isWhole
    ? `with step ${after.step}, ${eventText(trace, after.step)}`
    : `between the steps ${before.step} and ${after.step}; more precisely would take too many runs`;
  return `The share rises most ${where}: ${rise}.`;
}

function eventText(trace: Trace, step: number): string {
  const { node } = eventAt(trace, step);
  return `${node === undefined ? '' : `${node}: `}${labelOf(trace, step)}`;
}

function nearestLines(nearest: NearestGood | undefined): string[] {
  if (!nearest) return ['No future violated nothing, so that there is no good run to compare with.', ''];
  const { choices, parts, runs, isMinimal } = nearest;
  const sites = Object.entries(choices);
  const count = sites.reduce((sum, [, lines]) => sum + Object.keys(lines).length, 0);
  return [
    `The nearest run that violates nothing differs in ${counted(count, 'draw')}${isMinimal ? ', none of which can be left out' : ''}:`,
    ...sites.slice(0, 8).map(([site, lines]) => `  ${site}: ${drawsText(lines)}`),
    ...(sites.length > 8 ? [`  and at ${sites.length - 8} more places, which --json tells`] : []),
    `The two part at step ${parts.step}:`,
    `  here:  ${partingText(parts.here)}`,
    `  there: ${partingText(parts.there)}`,
    `Found in ${counted(runs, 'run')}, each executed.`,
    '',
  ];
}

function drawsText(lines: Readonly<Record<number, number>>): string {
  const draws = Object.entries(lines).map(([position, value]) => `draw ${position} is ${value.toFixed(3)}`);
  return draws.length > 5 ? `${draws.slice(0, 5).join(', ')} and ${draws.length - 5} more` : draws.join(', ');
}

function partingText(event: PartingEvent | null): string {
  if (!event) return 'nothing happens any more';
  return `${timeText(event.time)} ${event.node === null ? '' : `${event.node}: `}${event.text}`;
}

function percent(part: number, of: number): string {
  return `${Math.round((part / of) * 100)} %`;
}

/** The same for programs. */
export function inevitableJson({ inevitable, nearest }: Explanation, trace: Trace): object {
  if (!inevitable) return { inevitable: null, nearest: null };
  const { futures, points, jump, runs, isWhole } = inevitable;
  return {
    inevitable: {
      futures,
      points: points.map(({ step, violating }) => ({ step, time: trace.columns.time[step]!, violating })),
      jump: jump
        ? {
            step: jump.after.step,
            after: jump.before.step,
            from: jump.before.violating,
            to: jump.after.violating,
            exact: isWhole,
            text: labelOf(trace, jump.after.step),
          }
        : null,
      runs,
    },
    nearest: nearest ? { choices: nearest.choices, minimal: nearest.isMinimal, parts: nearest.parts, runs: nearest.runs } : null,
  };
}
