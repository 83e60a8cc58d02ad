import assert from 'node:assert/strict';
import { describe, it, after, before } from 'node:test';
import { gatheredBands } from '../../runner/gathered-bands.ts';
import type { Problem } from '../../runner/protocol.ts';
import type { RunnerProblems } from '../../runner/runner-api.ts';
import type { BandWindow } from '../../sim-core/trace/bands.ts';
import { builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

interface Gathered {
  readonly window: BandWindow;
  readonly problems: readonly Problem[];
}

async function gathered(source: string): Promise<Gathered> {
  const scenario = await builtRunner().open(writeSource(folder, 'lanes.ts', source));
  try {
    const run = await scenario.record(0);
    const problems: Problem[] = [];
    const failed = (error: unknown): void => void problems.push(...(error as RunnerProblems).problems);
    const window = await gatheredBands({ calls: scenario, from: 0, to: run.length, pieces: 100, failed });
    // The worker goes on answering, with the run that it had.
    assert.equal((await scenario.inspect(3)).step, 3);
    assert.equal((await scenario.record(0)).outcome.hash, run.outcome.hash);
    return { window: window!, problems };
  } finally {
    scenario.close();
  }
}

const LANES = 'lanes: { phase: ({ ticks }) => (ticks > 3 ? "hot" : "cold") }';

describe('what stands beside the lanes of a file', () => {
  it('is told by its functions in the sandbox', async () => {
    const { window, problems } = await gathered(scenarioSource('', { rest: `, ${LANES}` }));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      window.bands.map(({ name, pieces }) => [name, ...pieces.map(({ value }) => value)]),
      [['phase', 'cold', 'hot']],
    );
  });

  it('is the same where the file keeps something, so that each run starts anew', async () => {
    const { window } = await gathered(
      scenarioSource("state.seen = String(find.test('x'));", { head: 'const find = /x/g;', rest: `, ${LANES}` }),
    );
    assert.deepEqual(
      window.bands[0]!.pieces.map(({ value }) => value),
      ['cold', 'hot'],
    );
  });

  it('is missing where a function throws, with the line on which it does', async () => {
    const source = scenarioSource('', {
      rest: `, lanes: {
  broken({ ticks }) {
    if (ticks === 2) throw new RangeError('no such tick');
    return 'fine';
  },
  phase: ({ ticks }) => (ticks > 3 ? "hot" : "cold"),
}`,
    });
    const { window, problems } = await gathered(source);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.message, /^lanes\.broken threw RangeError: no such tick, asked about 'clock' after step 2\.$/);
    assert.equal(problems[0]!.location?.line, lineOf(source, 'throw new RangeError'));
    assert.deepEqual(window.lacking, [problems[0]!.message]);
    assert.deepEqual(
      window.bands.map(({ name, pieces }) => `${name} ${pieces.map(({ value }) => String(value)).join()}`),
      ['broken fine', 'phase cold,hot'],
    );
  });

  it('is missing where a function is none or makes a promise, and is told with its line', async () => {
    const text = scenarioSource('', { rest: `,\n  lanes: { role: 'leader' }` });
    const opened = builtRunner().open(writeSource(folder, 'text.ts', text));
    const [problem] = await problemsOf(opened);
    assert.match(problem!.message, /^lanes\.role is 'leader', and no function\.$/);
    assert.equal(problem!.location?.line, lineOf(text, "role: 'leader'"));
    const { problems } = await gathered(scenarioSource('', { rest: `, lanes: { late: async () => 'x' }` }));
    assert.match(problems[0]!.message, /promise/);
  });
});
