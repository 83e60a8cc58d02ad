import type { FaultCounts } from '../base/fault-counts.ts';

/** What is known of one source of disturbance: a planned fault, or what a scenario's links and nodes are like. */
export interface Account {
  readonly kind: string;
  struckAt: number | undefined;
  observed: number;
}

/** What an account's part of a checkpoint holds. */
export type AccountState = readonly (readonly [name: string, account: Account])[];

/**
 * Counts what was planned and what took effect, in one unit for all kinds, so that an enabled fault
 * that tested nothing shows.
 */
export class FaultAccount {
  /** All kinds, in the order of reports. */
  readonly #kinds: readonly string[];
  /** Kinds that were enabled, though perhaps nothing of them was planned in this run. */
  readonly #enabled = new Set<string>();
  readonly #accounts = new Map<string, Account>();
  readonly #step: () => number;

  constructor(kinds: readonly string[], step: () => number) {
    this.#kinds = kinds;
    this.#step = step;
  }

  enable(kind: string): void {
    this.#enabled.add(kind);
  }

  /** One more fault, or other source of disturbance, that may strike. */
  request(kind: string, name: string): void {
    this.enable(kind);
    if (!this.#accounts.has(name)) this.#accounts.set(name, { kind, struckAt: undefined, observed: 0 });
  }

  /** A source took effect; and so many messages or handlers were seen to be affected. */
  strike(name: string, observed = 0): void {
    const account = this.#accounts.get(name);
    if (!account) return;
    account.struckAt ??= this.#step();
    account.observed += observed;
  }

  /** The same for all sources of a kind that have struck already. */
  observe(name: string): void {
    const account = this.#accounts.get(name);
    if (account?.struckAt !== undefined) account.observed += 1;
  }

  of(name: string): Account | undefined {
    return this.#accounts.get(name);
  }

  counts(): FaultCounts {
    const sums = new Map([...this.#enabled].map((kind) => [kind, { requested: 0, struck: 0, observed: 0 }]));
    for (const { kind, struckAt, observed } of this.#accounts.values()) {
      const sum = sums.get(kind)!;
      sum.requested += 1;
      sum.struck += struckAt === undefined ? 0 : 1;
      sum.observed += observed;
    }
    return Object.fromEntries(this.#kinds.filter((kind) => sums.has(kind)).map((kind) => [kind, sums.get(kind)!]));
  }

  save(): AccountState {
    return [...this.#accounts].map(([name, account]) => [name, { ...account }] as const);
  }

  /** A fork goes on requesting what it requests, be it more or less than what the checkpoint knows of. */
  load(state: AccountState): void {
    const known = new Map(state);
    for (const [name, account] of this.#accounts) {
      const { struckAt, observed = 0 } = known.get(name) ?? {};
      account.struckAt = struckAt;
      account.observed = observed;
    }
  }
}
