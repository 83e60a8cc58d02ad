import { microseconds, type Duration } from '../base/duration.ts';
import { checkRange, type DurationRange } from '../base/duration-range.ts';
import type { KeyOf } from '../base/known-keys.ts';
import { inPart } from '../base/scenario-error.ts';
import type { FaultLength } from './fault-length.ts';
import type { LinkSelection } from './links.ts';
import { probabilityOf } from './ranges.ts';

/** What an option may be, by the word for it in the tables of options. */
interface OptionTypes {
  readonly node: string;
  readonly nodes: readonly string[];
  readonly length: FaultLength;
  readonly duration: Duration;
  readonly range: DurationRange;
  readonly probability: number;
  readonly count: number;
  readonly factor: number;
  readonly ppm: number;
  readonly flag: boolean;
  readonly text: string;
  readonly links: LinkSelection<string>;
  /** Of a form that its kind alone has. */
  readonly own: unknown;
}

/** How the reference tells what is to be written, with its unit. */
export const OPTION_TEXTS: Readonly<Record<keyof OptionTypes, string>> = {
  node: 'name of a node',
  nodes: 'list of names of nodes',
  length: "duration or `'ever'`",
  duration: 'duration',
  range: 'duration, or the two between which it is drawn',
  probability: 'number from 0 to 1',
  count: 'whole number from 1',
  factor: 'number from 1',
  ppm: 'parts per million',
  flag: '`true` or `false`',
  text: 'text',
  links: 'links `{ from, to }`',
  own: '',
};

/** One option, in the words of the reference. */
export interface Option<Written, Absent> {
  /** What is written; of a form of its own, see the type. */
  readonly is: { readonly [Kind in keyof OptionTypes]: [Written] extends [OptionTypes[Kind]] ? Kind : never }[keyof OptionTypes];
  /** What holds if it is absent; where it may be. */
  readonly absent: Absent;
  /** What it means, in a sentence. */
  readonly says: string;
}

type AbsentOf<Form, Key> = true extends IsOptional<Form, Key> ? string : undefined;
type IsOptional<Form, Key> = Form extends unknown
  ? Key extends keyof Form
    ? object extends Pick<Form, Key>
      ? true
      : false
    : true
  : never;
type WrittenUnder<Form, Key> = Form extends unknown ? (Key extends keyof Form ? Exclude<Form[Key], undefined> : never) : never;

/**
 * All options of a form, each in one row: what is checked to be known, and what the reference says of each. The compiler names one that is
 * missing here, one that the form does not have, and one whose row says otherwise than its type.
 */
export type OptionTable<Form> =
  string extends KeyOf<Form> ? ErasedTable : { readonly [Key in KeyOf<Form>]: Option<WrittenUnder<Form, Key>, AbsentOf<Form, Key>> };

/** A table whose form is not known any more. */
export type ErasedTable = Readonly<
  Record<string, { readonly is: keyof OptionTypes; readonly absent: string | undefined; readonly says: string }>
>;

/** The same rows are in many kinds. */
export const FOR = { is: 'length', absent: undefined, says: 'How long it lasts.' } as const;
export const LINKS = { is: 'links', absent: 'all links', says: 'Which links it disturbs.' } as const;

/** A row for an option that has to be written. */
export function needed<const Kind extends keyof OptionTypes>(is: Kind, says: string): { is: Kind; absent: undefined; says: string } {
  return { is, absent: undefined, says };
}

/** A row for an option that may be absent, with what holds then. */
export function optional<const Kind extends keyof OptionTypes>(
  is: Kind,
  says: string,
  absent: string,
): { is: Kind; absent: string; says: string } {
  return { is, absent, says };
}

/** What checks an option of which its word says everything. */
const CHECKS: { readonly [Kind in keyof OptionTypes]?: (value: OptionTypes[Kind], what: string) => unknown } = {
  duration: microseconds,
  range: checkRange,
  probability: probabilityOf,
};

/** Checks what is written under the keys of a table. @throws ScenarioError with the path of what is wrong. */
export function checkOptions(table: ErasedTable, written: Readonly<Record<string, unknown>>, where: string): void {
  for (const [key, { is, absent }] of Object.entries(table)) {
    const value = written[key];
    if (value === undefined && absent !== undefined) continue;
    inPart(key, () => CHECKS[is]?.(value as never, `The \`${key}\` of ${where}`));
  }
}
