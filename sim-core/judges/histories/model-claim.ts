import { keysOf, requireKnownKeys } from '../../base/known-keys.ts';
import { didYouMean } from '../../base/nearest.ts';
import { writtenText } from '../../base/written-text.ts';
import { MEMORY, requireOptions, refuseClaim, STEPS, type ClaimKind, type ClaimOptions } from './claim-kind.ts';
import { checkedModel } from './checked-model.ts';
import { LinearizabilityMonitor } from './linearizability-monitor.ts';
import type { KnownModel, SequentialModel } from './model.ts';
import { isModelName, MODELS, type ModelName } from './models/catalogue.ts';
import { OperationReader } from './operation-reader.ts';
import { SequentialMonitor } from './sequential-monitor.ts';

/** What a single copy would do, in one order of all operations that keeps real time, or only that of each client. */
export interface ModelClaim {
  readonly consistency: 'linearizable' | 'sequentiallyConsistent';
  /** One that comes with Backstep, by name, or one of the author's. */
  readonly model: ModelName | SequentialModel<unknown>;
  readonly options: ModelClaimOptions;
}

/** How the history is read and judged. */
export interface ModelClaimOptions extends ClaimOptions {
  /** What a register, each key or the counter holds before the first operation. null, and 0 for a counter, unless given. */
  readonly initial?: unknown;
}

export const modelClaim: ClaimKind<ModelClaim> = {
  monitor({ consistency, model, options }) {
    const known = modelOfClaim(model, options);
    const reader = new OperationReader(known, options.readAs);
    const budget = { steps: options.steps ?? STEPS, memory: MEMORY };
    return consistency === 'linearizable'
      ? new LinearizabilityMonitor(known, reader, budget)
      : new SequentialMonitor(known, reader, budget);
  },
  authorsPart: ({ model, options }) => (typeof model === 'object' ? model.step : options.readAs),
  require({ consistency, model, options }, property) {
    requireOptions(options, ['initial'], consistency, property);
    if (typeof model === 'string') {
      if (!isModelName(model)) refuseClaim(`There is no model ${writtenText(model)}.`, didYouMean(model, Object.keys(MODELS)), property);
      return;
    }
    if (typeof model !== 'object' || model === null)
      refuseClaim(
        `${consistency}(…) has no model.`,
        `Name one, as in ${consistency}('register'), or write one with \`name\`, \`init\` and \`step\`.`,
        property,
      );
    requireKnownKeys(model, MODEL_KEYS, `The model of ${consistency}(…)`, { property });
    if (typeof model.name !== 'string' || model.name === '')
      refuseClaim(`The model of ${consistency}(…) has no \`name\`.`, "Give it one, such as `name: 'stack'`.", property);
    for (const key of ['init', 'step'] as const)
      if (typeof model[key] !== 'function') refuseClaim(`The model '${model.name}' has no \`${key}\`.`, EXAMPLE, property);
    if ('initial' in options)
      refuseClaim(`\`initial\` is for models that come with Backstep.`, `Let \`init\` of the model '${model.name}' return it.`, property);
  },
};

function modelOfClaim(model: ModelClaim['model'], { initial }: ModelClaimOptions): KnownModel<unknown> | SequentialModel<unknown> {
  if (typeof model !== 'string') return checkedModel(model);
  return initial === undefined ? MODELS[model]() : MODELS[model](initial);
}

const MODEL_KEYS = keysOf<SequentialModel<unknown>>({
  name: true,
  init: true,
  step: true,
  isRead: true,
  matches: true,
  textOf: true,
  partOf: true,
  unseen: true,
});

const EXAMPLE =
  'Write `init: () => state` and `step: (state, { operation, input }) => ({ state, output })`, which changes nothing that it is given.';
