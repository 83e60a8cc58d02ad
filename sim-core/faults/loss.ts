import { chanceOnLinks, type ChanceForm, type ChanceStrike } from './chance-on-links.ts';

export interface LossTypes<Name extends string> {
  /** Links lose messages with this probability, from 0 to 1. Where several apply, the network's own included, the highest counts. */
  form: { readonly loss: number } & ChanceForm<Name>;
  strike: ChanceStrike<Name>;
}

export const loss = chanceOnLinks('loss', 'The probability that a message is lost.');
