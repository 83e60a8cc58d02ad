import { chanceOnLinks, type ChanceForm, type ChanceStrike } from './chance-on-links.ts';

export interface ReorderTypes<Name extends string> {
  /** Links let a message go out of its order with this probability. */
  form: { readonly reorder: number } & ChanceForm<Name>;
  strike: ChanceStrike<Name>;
}

export const reorder = chanceOnLinks('reorder');
