import type { PlainObject } from '../../base/plain.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import { describeUnplain } from '../../base/unplain.ts';
import type { BehaviourKind } from './behaviour.ts';
import { KEEP, mapFields } from './map-fields.ts';

/** What a node that forges puts into its messages. */
export interface ForgeOptions {
  /** Each named field of what it sends is replaced by this plain data, at any depth, where the field is present. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export const forge: BehaviourKind<ForgeOptions> = {
  keys: ['fields'],
  check({ fields }, where) {
    if (typeof fields !== 'object' || fields === null) {
      throw new ScenarioError(`${where} forges, but no fields.`, "Name them, as in { behaviour: 'forge', fields: { token: 999999 } }.");
    }
    const unplain = describeUnplain(fields, `${where}.fields`);
    if (unplain !== undefined) throw new ScenarioError(`${unplain}.`, 'Messages are plain data, forged ones too.');
  },
  deviate: ({ fields }, { honest }) =>
    mapFields(honest, (_item, field) => (field !== undefined && Object.hasOwn(fields, field) ? fields[field] : KEEP)) as PlainObject,
};
