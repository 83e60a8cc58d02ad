import type { Comparison, ToldEvent, ToldRow } from '../comparison.ts';
import type { Paint, Style } from './paint.ts';
import type { Room } from './room.ts';
import { counted, countText } from './words.ts';

const SIGN: Readonly<Record<ToldRow['is'], string>> = { same: ' ', shifted: '≈', changed: '≠', left: '-', right: '+' };
const STYLE: Readonly<Record<ToldRow['is'], Style>> = { same: 'dim', shifted: 'yellow', changed: 'yellow', left: 'red', right: 'green' };

/** Two runs as the lines of one, with what is in the one alone, in the other alone, or otherwise in both. */
export function compareLines({ sides: [one, other], counts, stretches, leftOut }: Comparison, room: Room, paint: Paint): string[] {
  const { same, shifted, changed, left, right } = counts;
  if (shifted + changed + left + right === 0) return [`The same ${counted(same, 'event')}, ${one.verdict}.`];
  const lines = [
    `- ${one.verdict}, ${counted(one.events, 'event')}`,
    `+ ${other.verdict}, ${counted(other.events, 'event')}`,
    `${countText(same)} the same, ${countText(shifted)} at another time (≈), ${countText(changed)} changed (≠), ${countText(left)} in the first alone (-), ${countText(right)} in the second alone (+).`,
    '',
  ];
  const width = stretches.reduce((most, stretch) => ('rows' in stretch ? Math.max(most, ...stretch.rows.map(nodeWidth)) : most), 0);
  for (const stretch of stretches) {
    if ('folded' in stretch) lines.push(paint('dim', `  … ${counted(stretch.folded, 'equal event')} …`));
    else for (const row of stretch.rows) lines.push(...rowLines(row, width).map((line) => paint(STYLE[row.is], room.fit(line))));
  }
  if (leftOut > 0) lines.push(`  … ${counted(leftOut, 'later difference')} left out …`);
  return lines;
}

function nodeWidth({ left, right }: ToldRow): number {
  return Math.max(left?.node.length ?? 0, right?.node.length ?? 0);
}

function rowLines({ is, left, right }: ToldRow, width: number): string[] {
  const line = (sign: string, event: ToldEvent): string =>
    `${sign} ${String(event.step).padStart(6)}  ${event.time.padStart(14)}  ${event.node.padEnd(width)}  ${event.what}`;
  if (left && right && is !== 'same') return [line(SIGN[is], left), line(' ', right).replace(/^ /, '→')];
  const event = left ?? right;
  return event ? [line(SIGN[is], event)] : [];
}
