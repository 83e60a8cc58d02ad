import { NotPlain } from '../base/plain.ts';
import { ScenarioError } from '../base/scenario-error.ts';
import { describeUnplain } from '../base/unplain.ts';
import type { SimulatedProcess } from '../world/process.ts';
import { writtenText } from '../base/written-text.ts';

/** @throws ScenarioError when a state is not an object of plain data, saying where it is not. */
export function requirePlainState(process: SimulatedProcess, state: unknown, handler: string): void {
  const subject = { node: process.name, handler };
  if (typeof state !== 'object' || state === null) {
    throw new ScenarioError(
      `The state of '${process.name}' is ${writtenText(state)}.`,
      '`init` returns an object: the memory of the node.',
      subject,
    );
  }
  const unplain = describeUnplain(state, 'state');
  if (unplain === undefined) return;
  throw new ScenarioError(
    `In the state of '${process.name}' after ${handler}, ${unplain}.`,
    'State is plain data, so that it can be copied and compared: objects, arrays, strings, numbers, booleans, null, bigint, Map, Set, Uint8Array.',
    subject,
  );
}

/** @throws ScenarioError as above, when a copy that was tried meets what is not plain. */
export function copyingState<Result>(process: SimulatedProcess, copy: () => Result): Result {
  try {
    return copy();
  } catch (error) {
    // What is nested too deeply overflows the stack.
    if (error instanceof NotPlain || error instanceof RangeError) requirePlainState(process, process.state, 'its last handler');
    throw error;
  }
}
