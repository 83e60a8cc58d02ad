import type { ClaimKind } from './claim-kind.ts';
import { modelClaim, type ModelClaim } from './model-claim.ts';
import type { HistoryMonitor } from './monitor.ts';
import { sessionClaim, type SessionClaim } from './session-claim.ts';
import { transactionsClaim, type TransactionsClaim } from './transactions/claim.ts';

/** What is claimed of the history of every run. */
export type HistoryClaim = ModelClaim | TransactionsClaim | SessionClaim;

type KindOf<Word> = ClaimKind<Extract<HistoryClaim, { readonly consistency: Word }>>;

/** The kinds of claims, by the words in which authors make them. A new one has its file and its line here. */
const CLAIMS: { readonly [Word in HistoryClaim['consistency']]: KindOf<Word> } = {
  linearizable: modelClaim,
  sequentiallyConsistent: modelClaim,
  serializable: transactionsClaim,
  sessionGuarantees: sessionClaim,
};

function kindOf(claim: HistoryClaim): ClaimKind<HistoryClaim> {
  return CLAIMS[claim.consistency] as ClaimKind<HistoryClaim>;
}

/** What judges a claim in one run. The claim has been checked. */
export function monitorOf(claim: HistoryClaim): HistoryMonitor {
  return kindOf(claim).monitor(claim);
}

/** A function of the author's that says what is claimed, to be found in the file; none for a model that comes with Backstep. */
export function authorsPartOf(claim: HistoryClaim): unknown {
  return kindOf(claim).authorsPart(claim);
}

/** @throws ScenarioError for a claim that nobody can judge, with what to do */
export function requireClaim(claim: HistoryClaim, property: string): void {
  kindOf(claim).require(claim, property);
}
