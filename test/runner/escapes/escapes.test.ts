import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { RunnerProblems, type OpenScenario } from '../../../runner/runner-api.ts';
import { builtRunner, scenarioSource, writeSource } from '../../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch.ts';
import { ATTEMPTS as FIRST, PROBE, type Attempt } from './attempts.ts';
import { FURTHER_ATTEMPTS } from './further-attempts.ts';

const ATTEMPTS = [...FIRST, ...FURTHER_ATTEMPTS];

const runner = builtRunner({ watchdogMilliseconds: 120_000 });
let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

/** Whether an attempt has reached the host: only its `process.exit` ends a worker. */
async function escapes(attempt: Attempt, index: number): Promise<boolean> {
  const { head = '', tick = '', properties = '', rest = '' } = attempt;
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
      if (length > 0) await lookFurther(scenario, length, FURTHER_ATTEMPTS.includes(attempt) && tick !== '');
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

/** Everything else by which something of the user's is called, or looked at. */
async function lookFurther(scenario: OpenScenario, length: number, byLine: boolean): Promise<void> {
  await scenario.gatherBands(length);
  await scenario.bands(0, length);
  await scenario.details(0, length);
  await scenario.run([2, 3]);
  if (!byLine) return;
  const lines = await scenario.lines(1);
  await lines.look({ from: length - 1, to: length - 1 });
  lines.close();
}

describe('out of the sandbox', () => {
  it('no attempt leads', async () => {
    assert.ok(ATTEMPTS.length >= 180);
    const escaped: string[] = [];
    const waiting = ATTEMPTS.entries();
    const some = async (): Promise<void> => {
      for (const [index, attempt] of waiting) if (await escapes(attempt, index)) escaped.push(attempt.name);
    };
    await Promise.all([some(), some()]);
    console.log(`escapes ${escaped.length} of ${ATTEMPTS.length}`);
    assert.deepEqual(escaped, []);
  });
});
