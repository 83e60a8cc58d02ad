import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { builtRunner, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

let folder = '';

before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

describe('steps that cannot be drawn', () => {
  it('are told as they are asked for, without a name of a class', async () => {
    const scenario = await builtRunner().open(writeSource(folder, 'clock.ts', scenarioSource('')));
    try {
      await scenario.record(0);
      const [problem] = await problemsOf(scenario.mermaid(5, 5));
      assert.match(problem!.message, /^There are no steps from 5 to 5 to draw: the run has \d+\.$/);
    } finally {
      scenario.close();
    }
  });
});
