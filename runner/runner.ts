import { availableParallelism } from 'node:os';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { SweepTally } from '../sim-core/search/sweep.ts';
import type { ByzantineOverrides, Outcome } from '../sim-core/trace/trace.ts';
import { compileScenario } from './compile.ts';
import type { ScenarioDescription, SweepReport } from './protocol.ts';
import type { OpenScenario, Runner, SweepOptions } from './runner-api.ts';
import { ScenarioProcess, type WorkerEnvironment } from './scenario-process.ts';

export interface RunnerOptions {
  /** Where the build has put `worker.js`, `realm.js` and `prelude.js`; beside this file, if absent. */
  readonly folder?: string;
  /** A handler that takes longer is taken for an endless loop. */
  readonly watchdogMilliseconds?: number;
  readonly memoryMegabytes?: number;
}

/** Seeds go to workers in portions, so that no worker waits long and messages stay few. */
const MOST_SEEDS_AT_ONCE = 64;

/** The client of the simulator, for the command line and the extension. */
export function createRunner(options: RunnerOptions = {}): Runner {
  const folder = options.folder ?? dirname(fileURLToPath(import.meta.url));
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const environment: WorkerEnvironment = {
    workerFile: join(folder, 'worker.js'),
    scripts: { realm: text('realm.js'), prelude: text('prelude.js') },
    version: text('version.txt').trim(),
    watchdogMilliseconds: options.watchdogMilliseconds ?? 5_000,
    memoryMegabytes: options.memoryMegabytes ?? 2_048,
  };
  return { open: (file) => openScenario(file, environment), sweep: (file, seeds, sweeping) => sweep(file, seeds, sweeping, environment) };
}

async function openScenario(file: string, environment: WorkerEnvironment): Promise<OpenScenario> {
  const process = new ScenarioProcess(await compileScenario(file), environment);
  let description: ScenarioDescription;
  try {
    description = await process.load();
  } catch (error) {
    process.close();
    throw error;
  }
  return {
    description,
    record: (seed, byzantine: ByzantineOverrides = {}) => process.call('record', seed, JSON.stringify(byzantine)),
    labels: (from, to) => process.call('labels', from, to),
    inspect: (step) => process.call('inspect', step),
    mermaid: (from, to) => process.call('mermaid', from, to),
    traceFile: async () => gzipSync(await process.call('traceFile')),
    close: () => process.close(),
    onDied: (listener) => process.onDied(listener),
  };
}

async function sweep(
  file: string,
  { from, to }: { from: number; to: number },
  { workers = availableParallelism(), onProgress, signal }: SweepOptions,
  environment: WorkerEnvironment,
): Promise<SweepReport> {
  signal?.throwIfAborted();
  const started = performance.now();
  const compiled = await compileScenario(file);
  const total = to - from + 1;
  const tally = new SweepTally();
  // Portions that came back before an earlier one wait here, so that the tally sees seeds in order.
  const early = new Map<number, readonly Outcome[]>();
  let [nextSeed, tallied] = [from, from];
  const portion = Math.max(1, Math.min(MOST_SEEDS_AT_ONCE, Math.ceil(total / (workers * 4))));

  const report = (): void => {
    const done = tallied - from;
    const [firstFailure] = tally.failures;
    onProgress?.({
      done, total, failures: new Set(tally.failures.map(({ seed }) => seed)).size,
      ...(firstFailure ? { firstFailure } : {}),
      seedsPerSecond: done / Math.max(0.001, (performance.now() - started) / 1_000),
    });
  };
  const take = (first: number, outcomes: readonly Outcome[]): void => {
    early.set(first, outcomes);
    for (let ready = early.get(tallied); ready; ready = early.get(tallied)) {
      early.delete(tallied);
      for (const outcome of ready) tally.add(outcome);
      tallied += ready.length;
    }
    report();
  };
  const processes = Array.from({ length: Math.max(1, Math.min(workers, Math.ceil(total / portion))) }, () => new ScenarioProcess(compiled, environment));
  const closeAll = (): void => processes.forEach((process) => process.close());
  signal?.addEventListener('abort', closeAll, { once: true });
  let scenario = '';
  try {
    await Promise.all(
      processes.map(async (process) => {
        scenario = (await process.load()).name;
        while (nextSeed <= to) {
          const first = nextSeed;
          const last = Math.min(to, first + portion - 1);
          nextSeed = last + 1;
          take(first, await process.call('sweep', first, last));
        }
      }),
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', closeAll);
    closeAll();
  }
  return { scenario, file, seeds: { from, to, run: total }, ...tally.summary(), wallSeconds: (performance.now() - started) / 1_000 };
}
