import { didYouMean } from '../../base/nearest.ts';
import type { PlainObject } from '../../base/plain.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';
import { describeUnplain } from '../../base/unplain.ts';
import type { BehaviourKind } from './behaviour.ts';
import { KEEP, mapFields } from './map-fields.ts';
import { checkChance, checkFields } from './option-checks.ts';
import { otherValue, VALUE_SOURCES, type ValueSource } from './values.ts';

/** What a node that forges puts into its messages. */
export type ForgeOptions = {
  /** The probability that a message is forged; 1, if absent. */
  readonly chance?: number;
} & (
  | {
      /** Each named field of what it sends is replaced, at any depth, where the field is present. */
      readonly fields: Readonly<Record<string, unknown>>;
      readonly values?: undefined;
    }
  | {
      /** The named fields get values of their own type, drawn for each message; `'all'` is every number and flag. */
      readonly fields: readonly string[] | 'all';
      /** Where values are drawn from: `'near'` the true one, `'seen'` elsewhere, `'extreme'` ends of the type. Any, if absent. */
      readonly values?: ValueSource;
    }
);

const EXAMPLE = "{ behaviour: 'forge', fields: { token: 999999 } }, or fields: ['token'] for drawn values";

export const forge: BehaviourKind<ForgeOptions> = {
  keys: ['fields', 'values', 'chance'],
  check({ fields, values, chance }, where) {
    checkChance(chance, where);
    if (typeof fields === 'string' ? fields !== 'all' : typeof fields !== 'object' || fields === null)
      throw new ScenarioError(`${where} forges, but no fields.`, `Name them, as in ${EXAMPLE}.`, { path: ['fields'] });
    const isDrawn = typeof fields === 'string' || Array.isArray(fields);
    if (values !== undefined && !isDrawn)
      throw new ScenarioError(
        `${where} says what to write into its fields, and \`values\` too.`,
        "Name the fields alone, as in fields: ['token'].",
        { path: ['values'] },
      );
    if (values !== undefined && !VALUE_SOURCES.includes(values))
      throw new ScenarioError(`The \`values\` of ${where} are ${writtenText(values)}, which is none.`, didYouMean(values, VALUE_SOURCES), {
        path: ['values'],
      });
    if (Array.isArray(fields)) return checkFields(fields, where, EXAMPLE);
    if (isDrawn) return;
    const unplain = describeUnplain(fields, `${where}.fields`);
    if (unplain !== undefined) throw new ScenarioError(`${unplain}.`, 'Messages are plain data, forged ones too.', { path: ['fields'] });
  },
  deviate({ fields, values, chance }, { honest, random, cast: { names }, memory }) {
    if (chance !== undefined && !random.chance(chance)) return honest;
    if (typeof fields === 'object' && !isList(fields))
      return mapFields(honest, (_item, field) =>
        field !== undefined && Object.hasOwn(fields, field) ? fields[field] : KEEP,
      ) as PlainObject;
    return mapFields(honest, (item, field) => {
      // The type stays, or the message would have no handler and the lie would be a crash instead.
      if (field === undefined || field === 'type' || typeof item === 'object') return KEEP;
      if (fields === 'all' ? typeof item === 'string' : !fields.includes(field)) return KEEP;
      const source = values ?? VALUE_SOURCES[random.below(VALUE_SOURCES.length)]!;
      return otherValue(item, source, random, { names, seen: memory.seen(field) });
    }) as PlainObject;
  },
  remembers: ({ fields }) => ({ messages: typeof fields === 'string' || isList(fields) }),
  draw: (random) => ({ fields: 'all', values: VALUE_SOURCES[random.below(VALUE_SOURCES.length)]!, chance: 0.5 }),
};

/** `Array.isArray` does not tell a read-only list from a record. */
function isList(fields: ForgeOptions['fields']): fields is readonly string[] {
  return Array.isArray(fields);
}
