import type * as vscode from 'vscode';
import type { SweepTable } from '../runner/protocol.ts';
import { sentenceOf } from '../sim-core/base/verdict.ts';

/** A seed that a sweep has found failing, and what it violates. */
export interface FailingSeed {
  readonly file: string;
  readonly scenario: string;
  readonly seed: number;
  readonly violates: string;
}

const KEY = 'failingSeeds';
/** Of each scenario so many are offered; more would be a list that nobody reads. */
const MOST = 5;
const MOST_OF_ALL = 40;

/** The failing seeds that sweeps have found in this workspace, the newest sweep first. */
export class FailingSeeds {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get known(): readonly FailingSeed[] {
    return this.#memory.get<readonly FailingSeed[]>(KEY) ?? [];
  }

  /** What a sweep found takes the place of what was known of its scenarios. */
  async remember({ file, scenarios }: SweepTable): Promise<void> {
    const found = scenarios.flatMap(({ id, failures }) =>
      failures.slice(0, MOST).map(({ seed, property }): FailingSeed => ({ file, scenario: id, seed, violates: sentenceOf(property) })),
    );
    const swept = new Set(scenarios.map(({ id }) => id));
    const others = this.known.filter((known) => known.file !== file || !swept.has(known.scenario));
    await this.#memory.update(KEY, [...found, ...others].slice(0, MOST_OF_ALL));
  }
}
