import * as vscode from 'vscode';
import type { SweepTable } from '../runner/protocol.ts';
import { asksManyRuns } from '../sim-core/base/property-kinds.ts';
import { sentenceOf, type Verdict } from '../sim-core/base/verdict.ts';

/** A seed that a sweep has found failing, and what it violates. */
export interface FailingSeed {
  readonly file: string;
  readonly scenario: string;
  readonly seed: number;
  readonly violates: string;
  /** After how many events; absent in what older versions kept. */
  readonly step?: number;
  /** The shape of its causal past, the same for failures of one cause. */
  readonly shape?: string;
}

/** What the last sweep of a scenario said. */
export interface LastSweep {
  readonly file: string;
  readonly scenario: string;
  readonly verdict: Verdict;
  readonly seeds: number;
  readonly violated: number;
  /** Of each property, by its name: how many seeds held it or reached it, and how many violated it. */
  readonly properties: Readonly<Record<string, { readonly held: number; readonly violated: number; readonly asksMany: boolean }>>;
  /** How often each handler ran that is written in a file; absent in what older versions kept. */
  readonly handlers?: readonly SweptHandler[];
}

/** A handler in a file, with the line where it was written when it was swept, from 1. */
export interface SweptHandler {
  /** `init`, `on.TYPE`, `timers.NAME` or `requests.TYPE.PART`. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly times: number;
}

const SEEDS = 'failingSeeds';
const SWEEPS = 'lastSweeps';
/** Of each scenario so many are kept; more would be a list that nobody reads. */
const MOST = 20;
const MOST_OF_ALL = 200;

/** What sweeps have found in this workspace, the newest first. */
export class FailingSeeds implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onChanged = this.#changed.event;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  get known(): readonly FailingSeed[] {
    return this.#memory.get<readonly FailingSeed[]>(SEEDS) ?? [];
  }

  /** The last sweep of each scenario of a file. */
  sweepsOf(file: string): readonly LastSweep[] {
    return this.sweeps.filter((sweep) => sweep.file === file);
  }

  /** The last sweeps of all files, the newest first. */
  get sweeps(): readonly LastSweep[] {
    return this.#memory.get<readonly LastSweep[]>(SWEEPS) ?? [];
  }

  /** What a sweep found takes the place of what was known of its scenarios. */
  async remember({ file, scenarios }: SweepTable): Promise<void> {
    const found = scenarios.flatMap(({ id, failures }) =>
      failures.slice(0, MOST).map(({ seed, property, step, shape }): FailingSeed => ({
        file,
        scenario: id,
        seed,
        violates: sentenceOf(property),
        step,
        ...(shape === undefined ? {} : { shape }),
      })),
    );
    const swept = new Set(scenarios.map(({ id }) => id));
    const isOther = (known: { readonly file: string; readonly scenario: string }): boolean =>
      known.file !== file || !swept.has(known.scenario);
    const sweeps = scenarios.map(({ id, verdict, seeds, counts, properties, handlers }): LastSweep => ({
      file,
      scenario: id,
      verdict,
      seeds: seeds.run,
      violated: counts.violated,
      properties: Object.fromEntries(
        properties.map(({ name, kind, counts: own }) => [name, { held: own.held, violated: own.violated, asksMany: asksManyRuns(kind) }]),
      ),
      handlers: handlers.flatMap(({ handler, location, times }) =>
        location ? [{ name: handler, file: location.file, line: location.line, times }] : [],
      ),
    }));
    const others = this.sweeps.filter(isOther);
    await this.#memory.update(SEEDS, [...found, ...this.known.filter(isOther)].slice(0, MOST_OF_ALL));
    await this.#memory.update(SWEEPS, [...sweeps, ...others].slice(0, MOST_OF_ALL));
    this.#changed.fire();
  }

  /** Takes one off the list, until a sweep finds it again. */
  async forget(gone: FailingSeed): Promise<void> {
    const isGone = (known: FailingSeed): boolean =>
      known.file === gone.file && known.scenario === gone.scenario && known.seed === gone.seed && known.violates === gone.violates;
    await this.#memory.update(
      SEEDS,
      this.known.filter((known) => !isGone(known)),
    );
    this.#changed.fire();
  }
}
