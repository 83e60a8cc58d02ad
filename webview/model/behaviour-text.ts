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
    case 'forge':
      return `forging ${Object.keys(behaviour.fields).join(', ')}`;
    case 'equivocate':
      return 'equivocating';
  }
}

/** The same with all that it does. */
export function behaviourSentence(behaviour: ByzantineBehaviour | undefined): string {
  switch (behaviour?.behaviour) {
    case undefined:
      return 'honest: what it sends leaves it unchanged';
    case 'silent':
      return 'silent: nothing that it sends leaves it';
    case 'forge':
      return `forging ${Object.entries(behaviour.fields)
        .map(([field, value]) => `${visible(field)} = ${lineOf(value, LONGEST_VALUE)}`)
        .join(', ')}`;
    case 'equivocate':
      return `equivocating: it tells every second peer something else${behaviour.fields ? ` about ${behaviour.fields.join(', ')}` : ''}`;
  }
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
