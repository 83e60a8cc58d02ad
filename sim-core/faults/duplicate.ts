import { chanceOnLinks, type ChanceForm, type ChanceStrike } from './chance-on-links.ts';

export interface DuplicateTypes<Name extends string> {
  /** Links deliver messages twice with this probability. */
  form: { readonly duplicate: number } & ChanceForm<Name>;
  strike: ChanceStrike<Name>;
}

export const duplicate = chanceOnLinks('duplicate');
