import { chanceOnLinks, type ChanceForm, type ChanceStrike } from './chance-on-links.ts';

export interface ReorderTypes<Name extends string> {
  /**
   * Links let a message go out of its order with this probability, from 0 to 1. Where several apply, the network's own
   * included, the highest counts: it does something only where `network.reorder` is less than 1.
   */
  form: { readonly reorder: number } & ChanceForm<Name>;
  strike: ChanceStrike<Name>;
}

export const reorder = chanceOnLinks('reorder', 'The probability that a message goes out of its order.');
