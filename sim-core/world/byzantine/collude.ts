import { inPart, ScenarioError } from '../../base/scenario-error.ts';
import type { BehaviourKind } from './behaviour.ts';
import { toldBy, type EquivocateOptions } from './equivocate.ts';
import { checkGroups } from './groups.ts';
import { checkFields, checkNodes } from './option-checks.ts';

/** Who lies together, about what and to whom. */
export interface ColludeOptions extends EquivocateOptions {
  /** The accomplices, who lie with the same options; naming the node itself changes nothing. */
  readonly with: readonly string[];
}

/**
 * Equivocates as one with its accomplices: among themselves they tell the truth, and each group of victims hears the
 * same lie from every one of them, so that one seems to confirm the other.
 */
export const collude: BehaviourKind<ColludeOptions> = {
  keys: ['with', 'fields', 'groups'],
  check(options, where, checking) {
    const example = "{ behaviour: 'collude', with: ['b'], fields: ['term'] }";
    if (options.with === undefined) throw new ScenarioError(`${where} colludes, but with nobody.`, `Name accomplices, as in ${example}.`);
    inPart('with', () => checkNodes(options.with, checking.names, `The \`with\` of ${where}`));
    if (options.fields !== 'drawn') checkFields(options.fields, where, example);
    inPart('groups', () => checkGroups(options.groups, `The \`groups\` of ${where}`, checking));
  },
  deviate({ with: accomplices, fields, groups = 'halves' }, lie) {
    const ring = [...new Set([lie.cast.names[lie.liar]!, ...accomplices])].sort();
    return toldBy(ring, { fields, groups }, lie);
  },
};
