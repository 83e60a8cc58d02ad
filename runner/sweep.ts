import { availableParallelism } from 'node:os';
import type { Divergence } from '../sim-core/base/verdict.ts';
import { SweepTally } from '../sim-core/search/sweep.ts';
import { SeedStrategies } from '../sim-core/search/seed-strategies.ts';
import { compileScenario, type CompiledScenario } from './compile.ts';
import { compareRecorded, recordedExecution, unrecordedExecution } from './determinism.ts';
import { divergenceOf } from './divergence.ts';
import { HandlerTally } from './handler-times.ts';
import type { Costs, Fresh, LocatedOutcome, RegressionResult, ScenarioDescription, ScenarioIdentity, SweepReport } from './protocol.ts';
import { readRegressionSeeds, runRegressionSeeds, withRegressions } from './regression-seeds.ts';
import type { SweepOptions } from './runner-api.ts';
import { UsageError } from './seeds.ts';
import type { ScenarioProcess } from './scenario-process.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';
import { SecondExecutions } from './second-executions.ts';
import { requireParts, seedsOfShard, type Seeds } from './shard.ts';
import { range } from './spread.ts';
import { seedsToMeasure } from './seeds-to-measure.ts';
import { SweepWorker } from './sweep-worker.ts';
import { ThrownPlaces } from './thrown-places.ts';
import type { RemoteCalls } from './worker-calls.ts';

/** Seeds go to workers in portions, so that no worker waits long and messages stay few. */
const MOST_SEEDS_AT_ONCE = 64;

export interface SweepRange extends Seeds {
  readonly file: string;
}

/** Runs many seeds of a scenario in several workers. */
export async function sweep(range: SweepRange, options: SweepOptions, environment: WorkerEnvironment): Promise<SweepReport> {
  options.signal?.throwIfAborted();
  const started = performance.now();
  const report = await sweepCompiled(range, options, environment, await compileScenario(range.file));
  return { ...report, wallSeconds: (performance.now() - started) / 1_000 };
}

/** The same with a file that has been compiled. `ready` is a process of it in which nothing has been run, which is closed at the end. */
export async function sweepCompiled(
  range: SweepRange,
  options: SweepOptions,
  environment: WorkerEnvironment,
  compiled: CompiledScenario,
  ready?: ScenarioProcess,
): Promise<SweepReport> {
  const started = performance.now();
  const report = await new Sweep(range, options, { ...environment, compiled, ready }).run();
  return { ...report, wallSeconds: (performance.now() - started) / 1_000 };
}

/** What the workers of a sweep are made of. */
interface SweepGround extends WorkerEnvironment {
  readonly compiled: CompiledScenario;
  readonly ready: ScenarioProcess | undefined;
}

class Sweep {
  readonly #file: string;
  /** Of the whole sweep, of which this may be a part. */
  readonly #all: Seeds;
  readonly #range: Seeds;
  readonly #options: SweepOptions;
  readonly #compiled: CompiledScenario;
  readonly #environment: WorkerEnvironment;
  /** Every worker that was opened, to be closed at the end whatever happens. */
  readonly #opened = new Set<SweepWorker>();
  readonly #portion: number;
  readonly #workers: readonly SweepWorker[];
  readonly #seconds: SecondExecutions;
  readonly #strategies: SeedStrategies;
  /** Who waits for what earlier seeds have found. */
  #waiting: (() => void)[] = [];
  readonly #started = performance.now();
  readonly #tally = new SweepTally();
  /** Portions that came back before an earlier one wait here, so that the tally sees seeds in order. */
  readonly #early = new Map<number, readonly LocatedOutcome[]>();
  readonly #thrown = new ThrownPlaces();
  readonly #handlers = new HandlerTally();
  readonly #divergences: Divergence[] = [];
  #identity: ScenarioIdentity = { id: '', name: '' };
  #fresh: Fresh | undefined;
  #costs: Costs | undefined;
  #firstFailing: LocatedOutcome | undefined;
  #regressions: readonly RegressionResult[] = [];
  #next: number;
  #tallied: number;
  /** The last seed that counts: that of the range, unless the sweep ends before. */
  #last: number;

  constructor(range: SweepRange, options: SweepOptions, { compiled, ready, ...environment }: SweepGround) {
    const { shard } = options;
    const part = shard ? seedsOfShard(range, shard) : range;
    if (!part)
      throw new UsageError(`Part ${shard!.index} of ${shard!.of} has no seed: there are only ${range.to - range.from + 1} of them.`);
    if (shard) requireParts(options.strategy);
    const { from, to } = part;
    const wanted = options.workers ?? availableParallelism();
    const total = to - from + 1;
    this.#file = range.file;
    this.#all = { from: range.from, to: range.to };
    this.#range = part;
    this.#options = options;
    this.#compiled = compiled;
    this.#environment = environment;
    this.#portion = Math.max(1, Math.min(MOST_SEEDS_AT_ONCE, Math.ceil(total / (wanted * 4))));
    this.#workers = Array.from({ length: Math.max(1, Math.min(wanted, Math.ceil(total / this.#portion))) }, (_, index) =>
      this.#open(index === 0 ? ready : undefined),
    );
    this.#seconds = new SecondExecutions(range, this.#workers.length);
    this.#strategies = new SeedStrategies(options.strategy ?? 'random', from);
    [this.#next, this.#tallied, this.#last] = [from, from, to];
  }

  async run(): Promise<Omit<SweepReport, 'wallSeconds'>> {
    const { from } = this.#range;
    const { signal, checkDeterminism, shard } = this.#options;
    const closeAll = (): void => this.#opened.forEach((worker) => worker.close());
    signal?.addEventListener('abort', closeAll, { once: true });
    try {
      await Promise.all(this.#workers.map((worker, index) => this.#work(worker, index)));
      const last = this.#last;
      const run = last - from + 1;
      if (this.#tallied !== last + 1)
        throw new Error(`Of the seeds ${from} to ${last}, those from ${this.#tallied} on came back without an outcome.`);
      const summary = this.#tally.summary();
      const { id, name, parameters = null } = this.#identity;
      return {
        scenario: name,
        id,
        parameters,
        file: this.#file,
        strategy: this.#options.strategy ?? 'random',
        sourceHash: this.#compiled.sourceHash,
        seeds: { from, to: last, run },
        shard: shard ? { ...shard, all: this.#all } : null,
        ...summary,
        verdict: withRegressions(summary.verdict, this.#regressions),
        regressions: this.#regressions,
        shrunk: null,
        failures: summary.failures.map((failure) => this.#thrown.withPlace(failure)),
        fresh: this.#fresh ?? null,
        costs: this.#costs ?? null,
        handlers: await this.#workers[0]!.do((calls) => this.#handlers.told(calls)),
        rechecked: checkDeterminism ? run : this.#seconds.sizeUpTo(last),
        divergence: (await this.#divergence()) ?? null,
      };
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', closeAll);
      closeAll();
    }
  }

  /** What one worker does: portions of seeds until none is left, and then its share of the second executions. */
  async #work(worker: SweepWorker, index: number): Promise<void> {
    const description = (this.#identity = await worker.load());
    if (index === 0) this.#regressions = await this.#runRegressions(worker, description);
    while (this.#next <= this.#last) {
      const first = this.#next;
      const ready = this.#strategies.readyUpTo(first, this.#last);
      if (ready === undefined) {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
        continue;
      }
      const seeds = range(first, Math.min(ready, first + this.#nextPortion() - 1));
      this.#next = first + seeds.length;
      this.#seconds.given(seeds, index);
      const notesNovelty = this.#strategies.learns;
      const outcomes = await worker.do((calls) =>
        calls.run(seeds, { checks: 'sampled', shapes: true, countsHandlers: true, notesNovelty, ...this.#strategiesOf(seeds) }),
      );
      this.#take(first, outcomes);
      if (this.#isTimeUp()) this.#last = this.#next - 1;
      if (this.#options.checkDeterminism) await this.#executeInEveryWay(worker, outcomes);
    }
    if (!this.#options.checkDeterminism) await this.#executeShare(worker, index);
    this.#fresh ??= await worker.do((calls) => calls.fresh());
    if (index === 0) this.#costs = await this.#measure(worker);
  }

  async #runRegressions(worker: SweepWorker, description: ScenarioDescription): Promise<readonly RegressionResult[]> {
    const lines = await readRegressionSeeds(this.#file);
    return worker.do((calls) => runRegressionSeeds(lines, description, calls));
  }

  /** The first seeds come alone and the next ones doubled, so that it soon shows how fast a sweep is and what it finds. */
  #nextPortion(): number {
    return Math.min(this.#portion, this.#next - this.#range.from + 1);
  }

  async #executeShare(worker: SweepWorker, index: number): Promise<void> {
    const share = this.#seconds.shareOf(index, this.#last);
    for (let at = 0; at < share.length; at += MOST_SEEDS_AT_ONCE) {
      const seeds = share.slice(at, at + MOST_SEEDS_AT_ONCE);
      this.#seconds.executedAgain(await worker.do((calls) => calls.run(seeds, { checks: 'all', ...this.#strategiesOf(seeds) })));
    }
  }

  #strategiesOf(seeds: readonly number[]): { readonly strategies?: readonly string[] } {
    // A sweep of random seeds says nothing that the scenario was not loaded with.
    return this.#options.strategy === undefined ? {} : { strategies: seeds.map((seed) => this.#strategies.of(seed)) };
  }

  /** Where the time of a sweep goes that took some: a last few of its seeds tell, in a worker that has warmed up. */
  async #measure(worker: SweepWorker): Promise<Costs | undefined> {
    const { from } = this.#range;
    const to = this.#last;
    const seeds = seedsToMeasure({ from, to }, (performance.now() - this.#started) / 1_000, this.#workers.length);
    return seeds.length === 0 ? undefined : worker.do((calls) => calls.costs(seeds));
  }

  /** Whether the sweep ends after the portions that workers have been given, because it was asked for so much time. */
  #isTimeUp(): boolean {
    const { until } = this.#options;
    return typeof until === 'number' && performance.now() - this.#started >= until * 1_000;
  }

  #take(first: number, outcomes: readonly LocatedOutcome[]): void {
    this.#early.set(first, outcomes);
    for (let ready = this.#early.get(this.#tallied); ready; ready = this.#early.get(this.#tallied)) {
      this.#early.delete(this.#tallied);
      for (const outcome of ready) {
        if (this.#tallied > this.#last) break;
        this.#add(outcome);
        this.#strategies.learn(outcome);
        this.#tallied += 1;
        if (this.#isEnough(outcome)) this.#last = outcome.seed;
      }
    }
    if (!this.#options.checkDeterminism) this.#seconds.executed(outcomes);
    for (const wake of this.#waiting.splice(0)) wake();
    this.#report();
  }

  /** Whether a sweep that was to find so much has found it with this seed. */
  #isEnough({ verdict }: LocatedOutcome): boolean {
    const { until } = this.#options;
    if (verdict !== 'violated' || until === undefined || typeof until === 'number') return false;
    return until === 'first' || this.#tally.groups.length >= until.distinct;
  }

  #add(outcome: LocatedOutcome): void {
    this.#tally.add(outcome);
    this.#thrown.add(outcome);
    this.#handlers.add(outcome);
    if (outcome.properties.some(({ verdict }) => verdict === 'violated')) this.#firstFailing ??= outcome;
  }

  #report(): void {
    const { from, to } = this.#range;
    const done = this.#tallied - from;
    const [firstFailure] = this.#tally.failures;
    this.#options.onProgress?.({
      scenario: this.#identity.id,
      done,
      total: to - from + 1,
      failures: this.#tally.counts.violated,
      ...(firstFailure ? { firstFailure } : {}),
      seedsPerSecond: done / Math.max(0.001, (performance.now() - this.#started) / 1_000),
    });
  }

  /** Executes seeds that a worker has run again in it, recorded and by seeking, and from the last to the first in a fresh one. */
  async #executeInEveryWay(worker: SweepWorker, firsts: readonly LocatedOutcome[]): Promise<void> {
    for (const first of firsts) this.#found(await worker.do((calls) => compareRecorded(first, 'when recorded in the same worker', calls)));
    const descending = firsts.map(({ seed }) => seed).reverse();
    const seconds = await this.#inFreshWorker((calls) => calls.run(descending, { checks: 'all', ...this.#strategiesOf(descending) }));
    const bySeed = new Map(seconds.map((second) => [second.seed, second]));
    for (const first of firsts) {
      const second = unrecordedExecution(bySeed.get(first.seed)!, 'when run again in a fresh worker, in another order');
      this.#found(divergenceOf(unrecordedExecution(first, 'when first run'), second));
    }
  }

  #found(divergence: Divergence | undefined): void {
    if (divergence) this.#divergences.push(divergence);
  }

  /** Of all that differs, what differs in the smallest seed, told as precisely as it can be. */
  async #divergence(): Promise<Divergence | undefined> {
    if (!this.#options.checkDeterminism) this.#found(this.#seconds.compare(this.#last));
    // What a sweep reports is looked at in a recording, so that this much has always to be the same.
    const failing = this.#firstFailing;
    if (failing) this.#found(await this.#inFreshWorker((calls) => compareRecorded(failing, 'when recorded in a fresh worker', calls)));
    const [smallest] = this.#divergences.sort((a, b) => a.seed - b.seed);
    return smallest && ((await this.#firstDifferentEvent(smallest.seed)) ?? smallest);
  }

  /** A sweep keeps no events; where a recording in a used worker differs from one in a fresh worker, it tells more. */
  async #firstDifferentEvent(seed: number): Promise<Divergence | undefined> {
    const changes = { strategy: this.#strategies.of(seed) };
    const fresh = await this.#inFreshWorker((calls) => calls.record(seed, changes));
    const used = await this.#workers[0]!.do((calls) => calls.record(seed, changes));
    return divergenceOf(
      recordedExecution(fresh, 'when recorded in a fresh worker'),
      recordedExecution(used, 'when recorded after other seeds'),
    );
  }

  async #inFreshWorker<Result>(task: (calls: RemoteCalls) => Promise<Result>): Promise<Result> {
    const worker = this.#open();
    try {
      return await worker.do(task);
    } finally {
      worker.close();
      this.#opened.delete(worker);
    }
  }

  #open(ready?: ScenarioProcess): SweepWorker {
    const worker = new SweepWorker(this.#compiled, this.#options.scenario, this.#environment, ready);
    this.#opened.add(worker);
    return worker;
  }
}
