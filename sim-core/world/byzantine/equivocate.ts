import { inPart } from '../../base/scenario-error.ts';
import { hashPlain } from '../../base/hash.ts';
import type { PlainObject } from '../../base/plain.ts';
import type { BehaviourKind, Lie } from './behaviour.ts';
import { checkGroups, groupOf, type Groups } from './groups.ts';
import { KEEP, mapFields } from './map-fields.ts';
import { checkFields } from './option-checks.ts';
import { otherValue } from './values.ts';

/**
 * What a node that equivocates alters: numbers and bigints are 1 to 9 more, booleans the opposite, at any depth, and
 * always the same lie in place of the same truth for all of a group. `type` stays as it is.
 */
export interface EquivocateOptions {
  /**
   * Limits what is altered; every number and flag, if absent. Texts are altered where they are named. With `'drawn'`
   * the seed says which fields, for the whole run: most lies about everything are noise that nobody believes.
   */
  readonly fields?: readonly string[] | 'drawn';
  /** Who is told the same; `'halves'`, if absent. */
  readonly groups?: Groups;
}

/**
 * Different content to different peers, and to all of a group the same: what is true is replaced by the same lie for
 * each of them, in this message and in all later ones, so that a group can compare notes and find nothing.
 */
export const equivocate: BehaviourKind<EquivocateOptions> = {
  keys: ['fields', 'groups'],
  check({ fields, groups }, where, checking) {
    if (fields !== 'drawn') checkFields(fields, where, "{ behaviour: 'equivocate', fields: ['term'] }");
    inPart('groups', () => checkGroups(groups, `The \`groups\` of ${where}`, checking));
  },
  deviate: ({ fields, groups = 'halves' }, lie) => toldBy([lie.cast.names[lie.liar]!], { fields, groups }, lie),
  draw: (random) => ({ groups: (['halves', 'one', 'drawn'] as const)[random.below(3)]!, fields: 'drawn' }),
};

interface Telling {
  readonly fields: EquivocateOptions['fields'];
  readonly groups: Groups;
}

/** What those who lie together, `ring`, tell a receiver: each of them the same. */
export function toldBy(ring: readonly string[], { fields, groups }: Telling, lie: Lie): PlainObject {
  const { honest, cast, lasting } = lie;
  const group = groupOf(groups, lie, ring);
  if (group === 0) return honest;
  const id = ring.join('+');
  const isAltered = (item: unknown, field: string | undefined): boolean => {
    // The type stays, or the message would have no handler and the lie would be a crash instead.
    if (field === 'type' || typeof item === 'object') return false;
    if (fields === undefined) return typeof item !== 'string';
    if (field === undefined || field === 'signature') return false;
    return fields === 'drawn' ? lasting(`fields/${id}/${field}`).chance(DRAWN_SHARE) : fields.includes(field);
  };
  return mapFields(honest, (item, field) =>
    isAltered(item, field)
      ? otherValue(item, 'near', lasting(`${id}/${group}/${field ?? ''}/${hashPlain(item)}`), { names: cast.names, seen: [] })
      : KEEP,
  ) as PlainObject;
}

/** The probability that a field is among those that are drawn. */
const DRAWN_SHARE = 0.3;
