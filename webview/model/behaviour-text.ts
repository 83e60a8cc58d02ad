import { plainFromJson, plainToJson } from '../../sim-core/base/plain-json.ts';
import { lineOf, visible } from '../../sim-core/base/plain-text.ts';
import type { ByzantineBehaviour } from '../../sim-core/trace/trace.ts';

const LONGEST_VALUE = 80;

/** A behaviour in a word or two, for a lane's header. */
export function behaviourText(behaviour: ByzantineBehaviour | undefined): string {
  switch (behaviour?.behaviour) {
    case undefined:
      return 'honest';
    case 'silent':
      return 'silent';
    case 'selective':
      return 'selective';
    case 'delay':
      return 'delaying';
    case 'forge':
      return `forging ${forgedNames(behaviour.fields)}`;
    case 'equivocate':
      return 'equivocating';
    case 'collude':
      return `colluding with ${behaviour.with.join(', ')}`;
    case 'replay':
      return 'replaying';
    case 'amnesia':
      return 'forgetful';
    case 'misreport':
      return 'misreporting';
    case 'handlers':
      return `running ${visible(behaviour.version)}`;
  }
}

/** The same with all that it does. */
export function behaviourSentence(behaviour: ByzantineBehaviour | undefined): string {
  switch (behaviour?.behaviour) {
    case undefined:
      return 'honest: what it sends leaves it unchanged';
    case 'silent':
      return 'silent: nothing that it sends leaves it';
    case 'selective':
      return `selective: towards ${told(behaviour.victims ?? 'one')} it is ${behaviourText(behaviour.does ?? { behaviour: 'silent' })}`;
    case 'delay':
      return `delaying: what it sends leaves it after ${Array.isArray(behaviour.by) ? behaviour.by.join(' to ') : String(behaviour.by)}`;
    case 'forge':
      return `forging ${forgedValues(behaviour)}`;
    case 'equivocate':
      return `equivocating: it tells ${told(behaviour.groups ?? 'halves')} something else${about(behaviour.fields)}`;
    case 'collude':
      return `colluding with ${behaviour.with.map(visible).join(', ')}: they tell ${told(behaviour.groups ?? 'halves')} the same lie${about(behaviour.fields)}`;
    case 'replay':
      return 'replaying: old messages take the place of new ones';
    case 'amnesia':
      return `forgetful: it forgets ${behaviour.fields?.map(visible).join(', ') ?? 'all that it knows'} and goes on`;
    case 'misreport':
      return `misreporting: it says what its state was${about(behaviour.fields)}`;
    case 'handlers':
      return `running handlers of its own: those of the version ${visible(behaviour.version)}`;
  }
}

type Forging = Extract<ByzantineBehaviour, { readonly behaviour: 'forge' }>;

function forgedNames(fields: Forging['fields']): string {
  if (typeof fields === 'string') return 'every field';
  return (Array.isArray(fields) ? (fields as readonly string[]) : Object.keys(fields)).join(', ');
}

function forgedValues({ fields, values }: Forging): string {
  if (typeof fields === 'string' || Array.isArray(fields))
    return `${forgedNames(fields)} with ${values ?? 'drawn'} values of the same type`;
  return Object.entries(fields)
    .map(([field, value]) => `${visible(field)} = ${lineOf(value, LONGEST_VALUE)}`)
    .join(', ');
}

function about(fields: readonly string[] | 'drawn' | undefined): string {
  if (fields === 'drawn') return ' about fields that the seed draws';
  return fields ? ` about ${fields.map(visible).join(', ')}` : '';
}

const SHARES: Readonly<Record<string, string>> = { halves: 'every second peer', one: 'one peer', drawn: 'some peers' };

function told(victims: string | readonly (string | readonly string[])[]): string {
  return typeof victims === 'string' ? (SHARES[victims] ?? victims) : victims.flat().map(visible).join(', ');
}

/** What somebody typed as a value: a bigint such as `12n`, JSON where it is some, otherwise the text itself, as `isText` tells. */
export function typedValue(text: string): { readonly value: unknown; readonly isText: boolean } {
  if (/^-?\d+n$/.test(text)) return { value: BigInt(text.slice(0, -1)), isText: false };
  try {
    return { value: plainFromJson(JSON.parse(text)), isText: false };
  } catch {
    return { value: text, isText: true };
  }
}

/** A value as somebody would type it. */
export function valueToType(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : JSON.stringify(plainToJson(value));
}
