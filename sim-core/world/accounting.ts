import { FAULT_KINDS, type FaultCounts, type FaultKind } from './fault.ts';

/** What an account's part of a checkpoint holds. */
export type AccountState = readonly (readonly [FaultKind, { readonly requested: number; readonly applied: number }])[];

/** Counts what was planned and what took effect, so that an enabled fault that tested nothing shows. */
export class FaultAccount {
  readonly #counts = new Map<FaultKind, { requested: number; applied: number }>();

  request(kind: FaultKind, count = 1): void {
    this.#of(kind).requested += count;
  }

  isRequested(kind: FaultKind): boolean {
    return this.#counts.has(kind);
  }

  apply(kind: FaultKind): void {
    this.#of(kind).applied += 1;
  }

  /** In the order of `FAULT_KINDS`. */
  counts(): FaultCounts {
    return Object.fromEntries(
      FAULT_KINDS.filter((kind) => this.#counts.has(kind)).map((kind) => {
        const { requested, applied } = this.#counts.get(kind)!;
        return [kind, { requested, struck: applied, observed: applied }];
      }),
    );
  }

  save(): AccountState {
    return [...this.#counts].map(([kind, counts]) => [kind, { ...counts }] as const);
  }

  load(state: AccountState): void {
    this.#counts.clear();
    for (const [kind, counts] of state) this.#counts.set(kind, { ...counts });
  }

  #of(kind: FaultKind): { requested: number; applied: number } {
    let counts = this.#counts.get(kind);
    if (!counts) {
      counts = { requested: 0, applied: 0 };
      this.#counts.set(kind, counts);
    }
    return counts;
  }
}
