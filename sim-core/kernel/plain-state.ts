import type { SimulatedProcess } from '../world/process.ts';
import { copyPlain, describeUnplain, NotPlain } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';

/** @throws ScenarioError when a state is not an object of plain data, saying where it is not. */
export function requirePlainState(process: SimulatedProcess, state: unknown, handler: string): void {
  const subject = { node: process.name, handler };
  if (typeof state !== 'object' || state === null) {
    throw new ScenarioError(`The state of '${process.name}' is ${String(state)}.`, '`init` returns an object: the memory of the node.', subject);
  }
  const unplain = describeUnplain(state);
  if (unplain === undefined) return;
  throw new ScenarioError(
    `In the state of '${process.name}' after ${handler}, ${unplain}.`,
    'State is plain data, so that it can be copied and compared: use objects and arrays, and an object keyed by name in place of a Map or Set.',
    subject,
  );
}

/** @throws ScenarioError as above, when a copy that was tried meets what is not plain. */
export function copyingState<Result>(process: SimulatedProcess, copy: () => Result): Result {
  try {
    return copy();
  } catch (error) {
    if (error instanceof NotPlain) requirePlainState(process, process.state, 'its last handler');
    throw error;
  }
}

/** A copy of the state from before a handler that may take time. */
export function stateBefore(process: SimulatedProcess): unknown {
  return copyingState(process, () => copyPlain(process.state));
}
