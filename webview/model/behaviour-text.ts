import type { ByzantineBehaviour } from '../../sim-core/world/byzantine.ts';

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
        .map(([field, value]) => `${field} = ${JSON.stringify(value)}`)
        .join(', ')}`;
    case 'equivocate':
      return `equivocating: it tells every second peer something else${behaviour.fields ? ` about ${behaviour.fields.join(', ')}` : ''}`;
  }
}

/** What somebody typed as a value: JSON where it is some, otherwise the text itself. */
export function typedValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
