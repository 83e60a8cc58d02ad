import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFile } from './check.ts';
import { debugHandler } from './debugged-handler.ts';
import { bundleScenario, compileScenario, instrumented, type ScenarioBundle } from './compile.ts';
import { checkRecording, checkShortRun } from './determinism.ts';
import type { ScenarioDescription } from './protocol.ts';
import type { OpenScenario, Runner } from './runner-api.ts';
import { usualMegabytes } from './memory-budget.ts';
import { recordInPortions } from './recorded-in-portions.ts';
import { recordLines, type Probed } from './recorded-lines.ts';
import { ScenarioProcess } from './scenario-process.ts';
import type { WorkerEnvironment } from './scenario-thread.ts';
import { savedPage } from './saved/saved-page.ts';
import { offeredBy, sweepAll } from './sweep-all.ts';
import { sweep } from './sweep.ts';

export interface RunnerOptions {
  /** Where the build has put `host.js`, `worker.js`, `realm.js` and `prelude.js`; beside this file, if absent. */
  readonly folder?: string;
  /** A handler that computes for longer and brings nothing about meanwhile is taken for an endless loop; 5,000, if absent. */
  readonly watchdogMilliseconds?: number;
  /** So long a handler may compute in all; twelve times as long as without bringing anything about, if absent. */
  readonly handlerMilliseconds?: number;
  /** What a process of a scenario may use; 2,048, if absent. */
  readonly memoryMegabytes?: number;
  /** What all processes of scenarios may use together; three quarters of what the machine has, if absent. */
  readonly allMemoryMegabytes?: number;
}

/** A handler that goes on sending, setting and writing is so much more patiently waited for than one that does nothing. */
const PATIENCE_WITH_PROGRESS = 12;

/** The client of the simulator, for the command line and the extension. */
export function createRunner(options: RunnerOptions = {}): Runner {
  const folder = options.folder ?? dirname(fileURLToPath(import.meta.url));
  const { watchdogMilliseconds = 5_000, memoryMegabytes = 2_048 } = options;
  const environment: WorkerEnvironment = {
    folder,
    version: readFileSync(join(folder, 'version.txt'), 'utf8').trim(),
    watchdogMilliseconds,
    handlerMilliseconds: options.handlerMilliseconds ?? PATIENCE_WITH_PROGRESS * watchdogMilliseconds,
    memoryMegabytes,
    allMemoryMegabytes: options.allMemoryMegabytes ?? usualMegabytes(),
  };
  return {
    offered: (file, wanted) => offeredBy(compileScenario(file), wanted, environment),
    open: (file, scenario, strategy) => openScenario(file, { scenario, strategy }, { ...environment, assets: join(folder, 'webview') }),
    check: (file) => checkFile(compileScenario(file), environment),
    sweep: (file, seeds, sweeping) => sweep({ file, ...seeds }, sweeping, environment),
    sweepAll: (file, seeds, sweeping) => sweepAll({ file, ...seeds }, sweeping, environment),
  };
}

async function openScenario(
  file: string,
  { scenario, strategy }: { readonly scenario: string | undefined; readonly strategy: string | undefined },
  environment: WorkerEnvironment & { readonly assets: string },
): Promise<OpenScenario> {
  const bundling = bundleScenario(file);
  const compiling = bundling.then((bundle) => instrumented(bundle));
  const open = async (): Promise<{ process: ScenarioProcess; description: ScenarioDescription }> => {
    const process = new ScenarioProcess(compiling, environment);
    try {
      return { process, description: await process.load(scenario, strategy) };
    } catch (error) {
      process.close();
      throw error;
    }
  };
  const { process, description } = await open();
  return {
    ...process.calls,
    description,
    async record(...run) {
      const recorded = await process.calls.record(...run);
      return { ...recorded, divergence: (await checkShortRun(recorded, process.calls)) ?? null };
    },
    recordInPortions: (run) => recordInPortions(process.calls, run),
    lines: async (...run) => recordLines(linesOf(await bundling, environment), description, run),
    debugHandler: async (execution) => debugHandler({ compiled: await compiling, scenario: description, execution }, environment),
    checkDeterminism: (recorded) => checkRecording(recorded, process.calls, async () => (await open()).process),
    savedPage: (content, base) => savedPage({ content, calls: process.calls, base, assets: environment.assets }),
    close: () => process.close(),
    onDied: (listener) => process.onDied(listener),
  };
}

/** A worker whose bundle tells on which line it is. */
function linesOf(bundle: ScenarioBundle, environment: WorkerEnvironment): Probed {
  const compiled = instrumented(bundle, { probes: true });
  return { process: new ScenarioProcess(compiled, environment), sites: compiled.probes!.sites };
}
