import { hashPlain } from '../../base/hash.ts';
import { ScenarioError } from '../../base/scenario-error.ts';
import { writtenText } from '../../base/written-text.ts';
import type { Asked, Effect, SequentialModel } from './model.ts';

/** So many of the first steps are compared, and then ever rarer ones. */
const ALL_COMPARED = 32;

/**
 * A model of the author's, watched: a `step` that changes what it is given would make the verdict depend on which
 * orders were tried before.
 */
export function checkedModel<State>(model: SequentialModel<State>): SequentialModel<State> {
  let count = 0;
  const step = (state: State, asked: Asked): Effect<State> | undefined => {
    count += 1;
    const isCompared = count <= ALL_COMPARED || (count & (count - 1)) === 0;
    const before = isCompared ? hashPlain([state, asked]) : 0;
    const effect = model.step(state, asked);
    if (isCompared && hashPlain([state, asked]) !== before)
      throw new ScenarioError(
        `\`step\` of the model '${model.name}' changed the state or the operation that it was given.`,
        'Return a new state, as in `{ state: [...state, input] }`: many orders are tried from one state.',
      );
    if (effect === undefined || (typeof effect === 'object' && effect !== null && 'state' in effect)) return effect;
    throw new ScenarioError(
      `\`step\` of the model '${model.name}' returned ${writtenText(effect)} for '${asked.operation}'.`,
      'Return `{ state, output }`, or undefined where the operation cannot happen in that state.',
    );
  };
  // The methods of a model may be those of a class.
  return {
    name: model.name,
    init: () => model.init(),
    step,
    ...(model.isRead && { isRead: (asked) => model.isRead!(asked) }),
    ...(model.matches && { matches: (output, told) => model.matches!(output, told) }),
    ...(model.textOf && { textOf: (state) => model.textOf!(state) }),
    ...(model.partOf && { partOf: (asked) => model.partOf!(asked) }),
    ...(model.unseen && { unseen: (mayHave, happened) => model.unseen!(mayHave, happened) }),
  };
}
