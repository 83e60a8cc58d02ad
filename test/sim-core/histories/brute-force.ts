import { isDeepStrictEqual } from 'node:util';
import type { SequentialModel } from '../../../sim-core/judges/histories/model.ts';
import type { WholeOperation } from '../../../sim-core/judges/histories/whole-search.ts';

/** Whether a history is linearizable, found by trying every order of every choice of what may have happened. */
export function bruteForce(model: SequentialModel<unknown>, operations: readonly WholeOperation[]): boolean {
  // All parts in one order, which is what checking each part alone has to agree with.
  const tryFrom = (states: ReadonlyMap<string, unknown>, left: readonly WholeOperation[]): boolean => {
    if (left.every(({ completedAt }) => completedAt === undefined)) return true;
    return left.some((next) => {
      const others = left.filter((each) => each !== next);
      if (others.some(({ completedAt }) => completedAt !== undefined && completedAt < next.invokedAt)) return false;
      const part = model.partOf?.(next) ?? '';
      const effect = model.step(states.has(part) ? states.get(part) : model.init(), next);
      if (!effect) return false;
      if (next.completedAt !== undefined && 'output' in effect) {
        const isAsTold = model.matches ? model.matches(effect.output, next.output) : isDeepStrictEqual(effect.output, next.output);
        if (!isAsTold) return false;
      }
      return tryFrom(new Map([...states, [part, effect.state]]), others);
    });
  };
  return tryFrom(new Map(), operations);
}
