import type { PlainObject } from '../../base/plain.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import type { BehaviourKind } from './behaviour.ts';
import { KEEP, mapFields } from './map-fields.ts';

/**
 * What a node that equivocates alters. Of the other nodes, in the order of the scenario, the first, the third and so on
 * are told the truth; for the others numbers and bigints are 1 to 9 more, drawn anew for each, and booleans the
 * opposite, at any depth. `type`, texts and all else stay as they are.
 */
export interface EquivocateOptions {
  /** The names of the fields that are altered; all, if absent. */
  readonly fields?: readonly string[];
}

/**
 * Different content to different peers: every second peer, by the order of the nodes, gets the truth
 * and the others a version with numbers and flags altered.
 */
export const equivocate: BehaviourKind<EquivocateOptions> = {
  keys: ['fields'],
  check({ fields }, where) {
    if (fields === undefined || (Array.isArray(fields) && fields.every((field) => typeof field === 'string'))) return;
    throw new ScenarioError(`The \`fields\` of ${where} are not a list of names.`, "Write { behaviour: 'equivocate', fields: ['term'] }.");
  },
  deviate({ fields }, { honest, receiver, random }) {
    if (receiver % 2 === 0) return honest;
    return mapFields(honest, (item, field) => {
      // The type stays, or the message would have no handler and the lie would be a crash instead.
      if (field === 'type' || (fields !== undefined && (field === undefined || !fields.includes(field)))) return KEEP;
      if (typeof item === 'number') return item + 1 + random.below(9);
      if (typeof item === 'bigint') return item + 1n + BigInt(random.below(9));
      if (typeof item === 'boolean') return !item;
      return KEEP;
    }) as PlainObject;
  },
};
