import { didYouMean } from '../../base/nearest.ts';
import { writtenText } from '../../base/written-text.ts';
import { refuseClaim, requireOptions, type ClaimKind, type ClaimOptions } from './claim-kind.ts';
import { keyValue } from './models/key-value.ts';
import { OperationReader } from './operation-reader.ts';
import { SessionMonitor } from './session-monitor.ts';

/** What a client may rely on from one of its operations to the next (Terry et al. 1994). */
export const SESSION_GUARANTEES = ['read-your-writes', 'monotonic-reads', 'monotonic-writes', 'writes-follow-reads'] as const;

export type SessionGuarantee = (typeof SESSION_GUARANTEES)[number];

/** What each client's own operations promise it. */
export interface SessionClaim {
  readonly consistency: 'sessionGuarantees';
  readonly model: readonly SessionGuarantee[];
  readonly options: ClaimOptions;
}

export const sessionClaim: ClaimKind<SessionClaim> = {
  monitor: ({ model, options: { readAs } }) => new SessionMonitor(model, () => new OperationReader(keyValue(), readAs)),
  authorsPart: ({ options }) => options.readAs,
  require({ model, options }, property) {
    requireOptions(options, [], 'sessionGuarantees', property);
    if (!Array.isArray(model) || model.length === 0)
      refuseClaim('sessionGuarantees(…) names no guarantee.', `Give a list of ${SESSION_GUARANTEES.join(', ')}.`, property);
    for (const each of model)
      if (!SESSION_GUARANTEES.includes(each))
        refuseClaim(`There is no session guarantee ${writtenText(each)}.`, didYouMean(each, SESSION_GUARANTEES), property);
  },
};
