/**
 * The known word that somebody most likely meant, for an error that can name it; undefined when none
 * is near. Nearness is Damerau's: a letter too many, too few, another or two exchanged each count one
 * (Damerau 1964, in the restricted form of "optimal string alignment").
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  // A third of the letters may be wrong: more makes any two short words neighbours.
  const most = Math.max(1, Math.floor(wanted.length / 3));
  // Of a word of one letter nothing would be left.
  if (wanted.length < 2) return undefined;
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of known) {
    // Each letter more or less is one apart already, and a word may have a million.
    if (Math.abs(candidate.length - wanted.length) >= least) continue;
    const apart = distance(wanted, candidate.toLowerCase());
    if (apart < least) {
      least = apart;
      best = candidate;
    }
  }
  return best;
}

function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const other = a[row - 1] === b[column - 1] ? 0 : 1;
      let cost = Math.min(above[column]! + 1, current[column - 1]! + 1, above[column - 1]! + other);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, before[column - 2]! + 1);
      current.push(cost);
    }
    before = above;
    above = current;
  }
  return above[b.length]!;
}

/** "Did you mean `crash`? Known are …", or only what is known where nothing is near, or no word was written. */
export function didYouMean(word: unknown, known: readonly string[]): string {
  const near = typeof word === 'string' ? nearest(word, known) : undefined;
  return `${near === undefined ? '' : `Did you mean \`${near}\`? `}Known are ${known.join(', ')}.`;
}
