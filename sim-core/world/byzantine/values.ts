import type { Stream } from '../../choices/choices.ts';
import type { Cast } from './behaviour.ts';
import { KEEP } from './map-fields.ts';

/** Where drawn values come from: next to the true one, from elsewhere in what was sent and heard, or from the ends of the type. */
export type ValueSource = 'near' | 'seen' | 'extreme';

export const VALUE_SOURCES: readonly ValueSource[] = ['near', 'seen', 'extreme'];

const TEMPTING = 999_999;

/**
 * Another value of the same type, or `KEEP` where there is none to be had. A text that is the name of a node
 * becomes the name of another one: a name that does not exist would be a mistake of the author's.
 * @param seen values of the same field that the liar has met
 */
export function otherValue(
  item: unknown,
  source: ValueSource,
  random: Stream,
  { names, seen }: Pick<Cast, 'names'> & { readonly seen: readonly unknown[] },
): unknown {
  if (typeof item === 'boolean') return !item;
  if (typeof item !== 'number' && typeof item !== 'bigint' && typeof item !== 'string') return KEEP;
  if (typeof item === 'string' && names.includes(item))
    return pick(
      names.filter((name) => name !== item),
      random,
    );
  if (source === 'seen') {
    const others = seen.filter((value) => typeof value === typeof item && value !== item);
    if (others.length > 0) return pick(others, random);
  }
  const isExtreme = source === 'extreme';
  if (typeof item === 'number') return isExtreme ? pick([TEMPTING, Number.MAX_SAFE_INTEGER, 0, -1], random) : item + 1 + random.below(9);
  if (typeof item === 'bigint')
    return isExtreme ? pick([BigInt(TEMPTING), 1n << 64n, 0n, -1n], random) : item + 1n + BigInt(random.below(9));
  return isExtreme ? '' : `${item}~${1 + random.below(9)}`;
}

function pick(values: readonly unknown[], random: Stream): unknown {
  return values.length === 0 ? KEEP : values[random.below(values.length)];
}
