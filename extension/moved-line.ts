/**
 * Where a line of a text stands in a later version of it, both counted from 1: what is above the first and below the last
 * change is told by that, and in between it is looked for as it was, the nearest first. A line that was itself
 * changed is expected where it was.
 */
export function movedLine(before: string, now: string, line: number): number {
  const [old, present] = [linesOf(before), linesOf(now)];
  let above = 0;
  while (above < old.length && above < present.length && old[above] === present[above]) above += 1;
  if (line <= above) return line;
  const moved = present.length - old.length;
  let below = 0;
  const most = Math.min(old.length, present.length) - above;
  while (below < most && old[old.length - 1 - below] === present[present.length - 1 - below]) below += 1;
  if (line > old.length - below) return line + moved;
  const text = old[line - 1];
  for (let away = 0; away < present.length; away++) {
    for (const at of [line - away, line + away]) if (at > above && at <= present.length - below && present[at - 1] === text) return at;
  }
  return Math.min(line, present.length);
}

/** Whether two versions of a text say the same, however their lines end. */
export function isSameText(one: string, other: string): boolean {
  return one === other || linesOf(one).join('\n') === linesOf(other).join('\n');
}

function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
}
