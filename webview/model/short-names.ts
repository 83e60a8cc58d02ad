/** Of names that still look alike in the middle so much of what they share is kept before what tells them apart. */
const SHARED = 2;

/**
 * Names that are no longer than so many signs and still differ: of a longer one its middle is left out, since names
 * that belong together mostly begin alike, and where that makes two of them equal, all that they share.
 */
export function shortNames(names: readonly string[], longest: number): readonly string[] {
  const signs = names.map((name) => Array.from(name));
  const cut = signs.map((own) => withoutMiddle(own, longest));
  return cut.map((text, index) => {
    const alike = signs.filter((_, other) => cut[other] === text);
    return alike.length === 1 ? text : fromDifference(signs[index]!, sharedBy(alike), longest);
  });
}

function withoutMiddle(signs: readonly string[], longest: number): string {
  if (signs.length <= longest) return signs.join('');
  const end = Math.ceil((longest - 1) / 2);
  return `${signs.slice(0, longest - 1 - end).join('')}…${signs.slice(-end).join('')}`;
}

/** How many signs at the beginning all of them have. */
function sharedBy(names: readonly (readonly string[])[]): number {
  const [first = []] = names;
  const differs = first.findIndex((sign, at) => names.some((name) => name[at] !== sign));
  return differs < 0 ? first.length : differs;
}

function fromDifference(signs: readonly string[], shared: number, longest: number): string {
  const rest = signs.slice(Math.max(0, shared - SHARED));
  return `…${rest.length < longest ? rest.join('') : `${rest.slice(0, longest - 2).join('')}…`}`;
}
