import type { BehaviourKind } from './behaviour.ts';
import { checkFields } from './option-checks.ts';

/** What of its state a node lies about. */
export interface MisreportOptions {
  /** Which fields it lies about; all that its messages and its state share, if absent. */
  readonly fields?: readonly string[];
}

/**
 * Lies about its state: a field of a message that its state has too says what stood there when its life, or the lie,
 * began. It denies what it has got since.
 */
export const misreport: BehaviourKind<MisreportOptions> = {
  keys: ['fields'],
  check: ({ fields }, where) => checkFields(fields, where, "{ behaviour: 'misreport', fields: ['log'] }"),
  deviate({ fields }, { honest, memory: { past } }) {
    if (past === undefined) return honest;
    const isDenied = (field: string): boolean =>
      field !== 'type' && Object.hasOwn(past, field) && fields?.includes(field) !== false && sortOf(past[field]) === sortOf(honest[field]);
    const denied = Object.keys(honest).filter(isDenied);
    return denied.length === 0 ? honest : { ...honest, ...Object.fromEntries(denied.map((field) => [field, past[field]])) };
  },
  remembers: () => ({ state: true }),
  draw: () => ({}),
};

/** What a value is, so that a lie has the type of the truth. */
function sortOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return Array.isArray(value) ? 'list' : value instanceof Map ? 'map' : value instanceof Set ? 'set' : 'object';
}
