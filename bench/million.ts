import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { panelRunOf } from '../runner/panel-run.ts';
import { partAround, type RecordedRun } from '../runner/protocol.ts';
import type { OpenScenario } from '../runner/runner-api.ts';
import { createRunner } from '../runner/runner.ts';
import { unpackTrace } from '../runner/trace-file.ts';
import { median, percentile, type Row } from './rows.ts';

/** What somebody waits for who works with a run of a million events, with all processes that are between it and the diagram. */
const SCENARIO = 'bench/long-run.ts';
const FORKS = 5;
const STEPS = 200;

async function milliseconds(doing: () => unknown): Promise<number> {
  const start = performance.now();
  await doing();
  return performance.now() - start;
}

export async function costOfAMillion(): Promise<Row[]> {
  const opened = await createRunner({ folder: dirname(fileURLToPath(import.meta.url)) }).open(SCENARIO);
  try {
    const { run, first } = await recorded(opened, {}, 0);
    const middle = run.length >> 1;
    const forks: number[] = [];
    const wholes: number[] = [];
    const backs: number[] = [];
    const time = new Float64Array(run.columns, 0, run.length)[middle]!;
    for (let fork = 0; fork < FORKS; fork++) {
      const crash = { at: Math.ceil(time / 1_000) + 10 * fork, crash: 'c1', for: '100ms' };
      const shown = await recorded(opened, { faults: [crash] }, middle, run);
      forks.push(shown.first);
      wholes.push(shown.whole);
      backs.push(await milliseconds(() => recorded(opened, {}, 0)));
    }
    const inspections: number[] = [];
    for (let step = middle; step > middle - STEPS; step--) inspections.push(await milliseconds(() => opened.inspect(step)));
    const gathering = await milliseconds(async () => {
      while (await opened.gatherTexts(25_000));
    });
    const searches: number[] = [];
    for (const text of ['put', 'user:c1:7', '77', 'nothing has this']) searches.push(await milliseconds(() => opened.carrying(text)));
    const file = await opened.traceFile();
    const openings: number[] = [];
    for (let round = 0; round < FORKS; round++) openings.push(await milliseconds(() => unpackTrace(file, 'The recording')));
    const events = `of ${run.length.toLocaleString('en-US')} events`;
    return [
      row(`a run ${events} has begun to be shown`, first, 1_000),
      row('a fork from the middle of it is shown', median(forks), 1_000),
      row('and is over', median(wholes)),
      row('back from it to the original', median(backs), 1_000),
      row('a step back and the world there', percentile(inspections, 0.95), 16, 'p95 '),
      row('getting it ready for a search', gathering),
      row('a search through what its events carry', percentile(searches, 1), 200, 'most '),
      row('opening it as a file', median(openings), 1_000),
      await costOfLines(opened, middle),
    ];
  } finally {
    opened.close();
  }
}

/** How long it takes until the diagram has something to show, and until the run is over. */
async function recorded(
  opened: OpenScenario,
  changes: object,
  cursor: number,
  honest?: RecordedRun,
): Promise<{ readonly run: RecordedRun; readonly first: number; readonly whole: number }> {
  const start = performance.now();
  let first: number | undefined;
  const shows = (run: RecordedRun): void => {
    panelRunOf({ description: opened.description, run, honest: honest ?? run });
    first ??= performance.now() - start;
  };
  const run = await opened.recordInPortions({
    seed: 1,
    changes,
    part: partAround(cursor),
    begun: shows,
    goesOn: () => undefined,
    isWanted: () => true,
  });
  shows(run!);
  return { run: run!, first: first!, whole: performance.now() - start };
}

/** Stepping back line by line: the handler of each step is executed again and looked at. */
async function costOfLines(opened: OpenScenario, middle: number): Promise<Row> {
  const lines = await opened.lines(1);
  try {
    const { lengths } = lines.trail;
    const times: number[] = [];
    for (let step = middle; times.length < STEPS; step--)
      if (lengths[step]! > 0) times.push(await milliseconds(() => lines.look({ from: step, to: step })));
    return row('the lines of a handler, stepping back', percentile(times, 0.95), 5, 'p95 ');
  } finally {
    lines.close();
  }
}

function row(what: string, measured: number, target?: number, how = ''): Row {
  const digits = measured < 20 ? 1 : 0;
  return {
    what,
    measured: `${how}${measured.toFixed(digits)} ms`,
    target: target === undefined ? '' : `${target.toLocaleString('en-US')} ms`,
    met: target === undefined || measured <= target,
  };
}
