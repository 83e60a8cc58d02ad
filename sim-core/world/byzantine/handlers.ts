import { ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';
import type { BehaviourKind } from './behaviour.ts';

/** Whose code the node runs. */
export interface HandlersOptions {
  /** One of the `versions` of the scenario, whose handlers for this node are the liar's. */
  readonly version: string;
}

/**
 * Handlers of the author's own: the node runs another of its versions, and whatever that sends leaves it. Where the lie begins or ends
 * in the middle of a run the process is stopped and started with the other handlers, as whoever takes a machine over does; its disk is kept.
 */
export const handlers: BehaviourKind<HandlersOptions> = {
  keys: ['version'],
  check({ version }, where) {
    if (typeof version === 'string') return;
    throw new ScenarioError(
      `The \`version\` of ${where} is ${writtenText(version)}.`,
      "Name one of the scenario's `versions`, as in { behaviour: 'handlers', version: 'evil' }.",
      { path: ['version'] },
    );
  },
  isOwnCode: true,
};
