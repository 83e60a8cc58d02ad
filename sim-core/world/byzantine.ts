import type { PlainObject } from '../base/plain.ts';
import type { RandomStream } from '../base/random.ts';

/**
 * How a Byzantine node deviates (Lamport, Shostak and Pease 1982). The node's own code runs
 * unchanged; what leaves it is withheld or altered on its way out.
 */
export type ByzantineBehaviour =
  /** Nothing it sends ever leaves. */
  | { readonly behaviour: 'silent' }
  /** Each named field of what it sends is replaced, at any depth, where the field is present. */
  | { readonly behaviour: 'forge'; readonly fields: Readonly<Record<string, unknown>> }
  /**
   * Different content to different peers: every second peer, by the order of the nodes, gets the
   * truth and the others a version with numbers and flags altered. `fields` limits what is altered.
   */
  | { readonly behaviour: 'equivocate'; readonly fields?: readonly string[] };

export const BYZANTINE_BEHAVIOURS = ['silent', 'forge', 'equivocate'] as const;

/** What a Byzantine node lets out in place of `payload`; undefined when it stays silent. */
export function deviate(
  behaviour: ByzantineBehaviour,
  payload: PlainObject,
  peerIndex: number,
  random: RandomStream,
): PlainObject | undefined {
  switch (behaviour.behaviour) {
    case 'silent':
      return undefined;
    case 'forge':
      return forge(payload, behaviour.fields) as PlainObject;
    case 'equivocate':
      if (peerIndex % 2 === 0) return payload;
      return equivocate(payload, behaviour.fields, random, true) as PlainObject;
  }
}

function forge(value: unknown, fields: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => forge(item, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, Object.hasOwn(fields, key) ? fields[key] : forge(item, fields)]),
  );
}

function equivocate(value: unknown, fields: readonly string[] | undefined, random: RandomStream, alter: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => equivocate(item, fields, random, alter));
  if (typeof value === 'object' && value !== null) {
    // The type stays, or the message would have no handler and the lie would be a crash instead.
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        key === 'type' ? item : equivocate(item, fields, random, fields === undefined || fields.includes(key)),
      ]),
    );
  }
  if (!alter) return value;
  if (typeof value === 'number') return value + 1 + random.below(9);
  if (typeof value === 'boolean') return !value;
  return value;
}
