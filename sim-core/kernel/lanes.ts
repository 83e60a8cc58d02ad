import type { Lane } from '../author/lane.ts';
import { requireNamed } from '../base/known-keys.ts';
import { inPart, ScenarioError } from '../base/scenario-error.ts';
import { writtenText } from '../base/written-text.ts';
import { requireShort } from './node-definitions.ts';

/** What a scenario has beside its lanes: a function of a node's state, by the name under which it is told. */
export interface LaneModel {
  readonly name: string;
  readonly of: Lane;
}

/** More would leave no room for the lane itself. */
const MOST_LANES = 8;

/** @throws ScenarioError for what is no function, and for a name that nobody could read. */
export function laneModels(lanes: unknown): readonly LaneModel[] {
  requireNamed(lanes, '`lanes`', 'lanes: { role: (state) => state.role }');
  const given = Object.entries(lanes ?? {}).filter(([, of]) => of !== undefined);
  if (given.length > MOST_LANES)
    throw new ScenarioError(`\`lanes\` has ${given.length} functions.`, `Use at most ${MOST_LANES}: each is a band beside every lane.`);
  return given.map(([name, of]) =>
    inPart(name, () => {
      requireShort(name, 'A name in `lanes`');
      if (typeof of === 'function') return { name, of: of as Lane };
      throw new ScenarioError(
        `lanes.${name} is ${writtenText(of)}, and no function.`,
        'Write a function of the state of a node, as in `lanes: { role: (state) => state.role }`.',
      );
    }),
  );
}
