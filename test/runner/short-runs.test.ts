import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, builtRunner, lineOf, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
});
after(() => removeScratchFolder(folder));

/** Things that a recording, which is checked by samples, does not notice. */
const cases: [what: string, tick: string, properties: string, place: string, message: RegExp][] = [
  [
    'a property that changes a state for a moment',
    '',
    '@safety static meddles({ nodes, time }) { if (time > 5000 && time < 5030) nodes.clock.ticks += 1000; return true; }',
    'static meddles',
    /'meddles'/,
  ],
  [
    'a state that is not plain data for a moment',
    'if (state.ticks === 501) state.seen = () => 1; if (state.ticks === 502) state.seen = "";',
    '',
    'tick(state, self)',
    /plain|function/i,
  ],
];

describe('a single run is as strict as a sweep with', () => {
  for (const [index, [what, tick, properties, place, message]] of cases.entries()) {
    it(what, async () => {
      const source = `// @ts-nocheck\n${scenarioSource(tick, { properties }).replace("'100ms'", "'20s'")}`;
      const file = writeSource(folder, `case-${index}.ts`, source);
      const { exit, stderr, stdout } = await backstep(['run', file, '--seed', '1']);
      assert.equal(exit, 2, stdout);
      assert.match(stderr, message);
      const scenario = await builtRunner().open(file);
      try {
        const [problem] = await problemsOf(scenario.record(1));
        assert.deepEqual([problem!.location?.file, problem!.location?.line], [file, lineOf(source, place)]);
      } finally {
        scenario.close();
      }
    });
  }
});
