import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RunnerProblems } from '../../../runner/runner-api.ts';
import { builtRunner, scenarioSource, writeSource } from '../../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch.ts';
import { ATTEMPTS, PROBE, type Attempt } from './attempts.ts';

const runner = builtRunner({ watchdogMilliseconds: 120_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

/** Whether an attempt has reached the host: only its `process.exit` ends a worker. */
async function escapes({ head = '', tick = '', properties = '', rest = '' }: Attempt, index: number): Promise<boolean> {
  const source = scenarioSource(tick, {
    head: `import { violation } from 'backstep';\nvoid violation;\n${PROBE}\n${head}`,
    properties,
    rest,
  });
  try {
    const scenario = await runner.open(writeSource(folder, `attempt-${index}.ts`, source), 'default');
    try {
      const { length } = await scenario.record(1);
      if (length > 0) await scenario.inspect(length - 1);
    } finally {
      scenario.close();
    }
  } catch (error) {
    if (!(error instanceof RunnerProblems)) throw error;
    // What is refused before it runs has tried nothing.
    assert.ok(!error.problems.some(({ message }) => message.includes('belongs to the module')), error.problems[0]!.message);
    return error.problems.some(({ message }) => message.includes('worker of the scenario has ended'));
  }
  return false;
}

describe('out of the sandbox', () => {
  it('no attempt leads', async () => {
    assert.ok(ATTEMPTS.length >= 60);
    const escaped: string[] = [];
    for (const [index, attempt] of ATTEMPTS.entries()) if (await escapes(attempt, index)) escaped.push(attempt.name);
    console.log(`escapes ${escaped.length} of ${ATTEMPTS.length}`);
    assert.deepEqual(escaped, []);
  });
});
