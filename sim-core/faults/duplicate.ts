import { chanceOnLinks, type ChanceForm, type ChanceStrike } from './chance-on-links.ts';

export interface DuplicateTypes<Name extends string> {
  /** Links deliver messages twice with this probability, from 0 to 1. Where several apply, the network's own included, the highest counts. */
  form: { readonly duplicate: number } & ChanceForm<Name>;
  strike: ChanceStrike<Name>;
}

export const duplicate = chanceOnLinks('duplicate', 'The probability that a message arrives twice.');
