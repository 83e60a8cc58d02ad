import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { SweepReport } from '../../runner/protocol.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'rare.ts', scenarioSource('if (self.random() < 0.01) state.ticks = -1;'));
  writeSource(folder, 'fixed.ts', scenarioSource(''));
  writeSource(
    folder,
    'paused.ts',
    scenarioSource('if (self.now() > state.ticks * 10) state.ticks = -5;', {
      rest: ", nemesis: { pause: { every: '30ms', for: '15ms' } }",
    }),
  );
});
beforeEach(() => ['rare', 'fixed', 'paused'].forEach((name) => rmSync(join(folder, `${name}.ts.seeds`), { force: true })));
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);
const seedsOf = (name: string): string => readFileSync(join(folder, `${name}.ts.seeds`), 'utf8');
const write = (name: string, text: string): void => writeFileSync(join(folder, `${name}.ts.seeds`), text);

describe('regression seeds', () => {
  it('are written on request, one for each cause, and run first by every sweep', async () => {
    const saved = await run('sweep', 'rare.ts', '--seeds', '60', '--save');
    assert.equal(saved.exit, 1);
    assert.match(saved.stdout, /^1 run added to rare\.ts\.seeds: every sweep runs it first\.$/m);
    const [, line] = seedsOf('rare').split('\n');
    const [seed, property, date] = line!.split(' ');
    assert.equal(property, 'ticksOnlyGrow');
    assert.match(date!, /^\d{4}-\d{2}-\d{2}$/);
    const { stdout, exit } = await run('sweep', 'rare.ts', '--seeds', '1', '--json');
    const { regressions, verdict } = JSON.parse(stdout) as SweepReport;
    assert.deepEqual(regressions, [{ seed: Number(seed), property, date, shrunk: false, violated: true }]);
    assert.deepEqual([exit, verdict], [1, 'violated']);
    await run('sweep', 'rare.ts', '--seeds', '60', '--save');
    assert.equal(seedsOf('rare').split('\n').length, 3);
  });

  it('are told, and are no part of counts and hash', async () => {
    const without = JSON.parse((await run('sweep', 'fixed.ts', '--seeds', '5', '--json')).stdout) as SweepReport;
    write('fixed', '7 ticksOnlyGrow 2026-11-27\n');
    const { exit, stdout } = await run('sweep', 'fixed.ts', '--seeds', '5');
    assert.equal(exit, 0);
    assert.match(stdout, /^ {2}1 regression seed run first: none is violated again$/m);
    const report = JSON.parse((await run('sweep', 'fixed.ts', '--seeds', '5', '--workers', '2', '--json')).stdout) as SweepReport;
    assert.deepEqual([report.hash, report.counts], [without.hash, without.counts]);
  });

  it('may be shrunk runs', async () => {
    const { failures } = JSON.parse((await run('sweep', 'paused.ts', '--seeds', '30', '--json')).stdout) as SweepReport;
    const shrunk = await run('shrink', 'paused.ts', '--seed', String(failures[0]!.seed), '--save');
    assert.match(shrunk.stdout, /^1 run added to paused\.ts\.seeds/m, shrunk.stderr);
    assert.match(seedsOf('paused'), /^\{"seed":\d+,"faults":\[.*\].*\} ticksOnlyGrow \d{4}-\d\d-\d\d$/m);
    const { regressions } = JSON.parse((await run('sweep', 'paused.ts', '--seeds', '1', '--json')).stdout) as SweepReport;
    assert.deepEqual(
      regressions.map(({ shrunk: isShrunk, violated }) => [isShrunk, violated]),
      [[true, true]],
    );
  });

  it('refuse a line that is none, and a property that is not there, with the line and what to do', async () => {
    const refusals = [
      [
        '7 ticksOnlyGrow\n',
        /^\S*fixed\.ts\.seeds:1:1: This line is no regression seed\. Write a seed or a shrunk run, the property and the date/,
      ],
      [
        '# A remark.\n\n7 ticksOnlyGro 2026-11-27\n',
        /^\S*fixed\.ts\.seeds:3:1: .*'ticksOnlyGro', which the scenario does not have\. Did you mean `ticksOnlyGrow`/,
      ],
    ] as const;
    for (const [text, told] of refusals) {
      write('fixed', text);
      const { exit, stderr } = await run('sweep', 'fixed.ts', '--seeds', '5');
      assert.equal(exit, 2);
      assert.match(stderr, told);
    }
  });
});
