import { RandomStream, Seed } from '../base/random.ts';
import { ChoicesOfSites } from './of-sites.ts';

/** Choices that follow from the seed: one named stream for each site. */
export class SeededChoices extends ChoicesOfSites<RandomStream> {
  constructor(number: number) {
    const seed = new Seed(number);
    super((site) => new RandomStream(seed, site));
  }
}
