import { BentChoices } from './bent.ts';
import type { Choices } from './choices.ts';

/**
 * What single draws give instead of what the seed says: by site and by the position of the draw in
 * it, counted from 0, a number at least 0 and less than 1.
 */
export type ChoiceScript = Readonly<Record<string, Readonly<Record<number, number>>>>;

/** Choices that follow a script where it has something to say, and other choices elsewhere. */
export class ScriptedChoices extends BentChoices {
  constructor(rest: Choices, script: ChoiceScript) {
    super(rest, (site) => {
      const lines = Object.hasOwn(script, site) ? script[site] : undefined;
      return lines && ((drawn, position) => lines[position] ?? drawn);
    });
  }
}
