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

/** Where a word begins in a name as programs have them: `client-1`, `client_1`, `replicaEu`, `node2`, and after what was left out. */
const WORD_BEGINS = /(?<=[-_./:…])(?=[^-_./:…])|(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{L})(?=\d)/gu;

/**
 * A name in two lines of so many signs, between two of its words; in one where it fits, and where no word begins at such a place that
 * both have room.
 */
export function inTwoLines(name: string, signs: number): readonly [string] | readonly [string, string] {
  if (name.length <= signs) return [name];
  const places = [...name.matchAll(WORD_BEGINS)].map(({ index }) => index).filter((at) => at <= signs && name.length - at <= signs);
  const offMiddle = (at: number): number => Math.abs(at - name.length / 2);
  const [at] = places.sort((a, b) => offMiddle(a) - offMiddle(b));
  return at === undefined ? [name] : [name.slice(0, at), name.slice(at)];
}
