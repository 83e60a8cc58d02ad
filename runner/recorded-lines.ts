import type { LineSite } from './line-probes.ts';
import type { SeededScenario } from './protocol.ts';
import type { RemoteCalls } from './worker-calls.ts';
import type { RecordedLines } from './runner-api.ts';
import type { ScenarioProcess } from './scenario-process.ts';

/** A worker whose bundle has probes, and where they are. */
export interface Probed {
  readonly process: ScenarioProcess;
  readonly sites: readonly LineSite[];
}

/** Records a run in a worker with probes. The worker stays for those who look at the lines, and is ended with them. */
export async function recordLines(
  { process, sites }: Probed,
  { id, strategy }: SeededScenario,
  run: Parameters<RemoteCalls['record']>,
): Promise<RecordedLines> {
  try {
    await process.load(id, strategy);
    const { outcome } = await process.calls.record(...run);
    const { begins, lengths, sites: passed, calls, events } = await process.calls.lines();
    return {
      hash: outcome.hash,
      sites,
      trail: {
        begins: new Int32Array(begins),
        lengths: new Int32Array(lengths),
        sites: new Int32Array(passed),
        calls: new Int32Array(calls),
        events: new Int32Array(events),
      },
      look: (look) => process.calls.look(look),
      close: () => process.close(),
    };
  } catch (error) {
    process.close();
    throw error;
  }
}
