import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { SweepReport } from '../../runner/protocol.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, PROJECT, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
  // One seed in eight throws, another in eight goes wrong in a state; both at any of some moments.
  const tick = `if (state.ticks === 1) state.seen = String(self.randomInteger(0, 7));
      if (state.seen === '0' && self.random() < 0.5) throw new Error('number ' + state.ticks);
      if (state.seen === '1' && self.random() < 0.5) state.ticks = -1;`;
  writeSource(folder, 'two.ts', scenarioSource(tick));
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);
async function swept(...args: string[]): Promise<SweepReport> {
  return JSON.parse((await run('sweep', ...args, '--json')).stdout) as SweepReport;
}

describe('the failures of a sweep', () => {
  it('are grouped by their causes, with the first and the smallest seed of each', async () => {
    const { groups, failures } = await swept('two.ts', '--seeds', '100');
    assert.deepEqual(groups.map(({ property }) => property).sort(), ['noHandlerThrows', 'ticksOnlyGrow']);
    for (const { property, seeds, first, smallest, shape } of groups) {
      const own = failures.filter((failure) => failure.property === property);
      assert.equal(seeds, own.length);
      assert.equal(first, own[0]!.seed);
      const least = Math.min(...own.map(({ step }) => step));
      assert.equal(smallest, own.find(({ step }) => step === least)!.seed);
      assert.equal(shape, 'timer tick at clock ← start at clock');
    }
  });

  it('are the same groups with one worker and with two, and in parts that are merged', async () => {
    const zombie = join(PROJECT, 'examples/leases/zombie.ts');
    const [one, two] = [await swept(zombie, '--seeds', '300', '--workers', '1'), await swept(zombie, '--seeds', '300', '--workers', '2')];
    assert.ok(one.groups.length > 0);
    assert.deepEqual(two.groups, one.groups);
    for (const part of ['1', '2'])
      writeFileSync(join(folder, `${part}.json`), (await run('sweep', zombie, '--seeds', '300', '--shard', `${part}/2`, '--json')).stdout);
    assert.deepEqual((JSON.parse((await run('merge', '1.json', '2.json', '--json')).stdout) as SweepReport).groups, one.groups);
  });

  it('end a sweep when so many causes are known, whatever the number of workers', async () => {
    const all = await swept('two.ts', '--seeds', '100');
    for (const workers of ['1', '2']) {
      const { groups, seeds } = await swept('two.ts', '--seeds', '100', '--until', '2-distinct', '--workers', workers);
      assert.equal(groups.length, 2);
      assert.equal(seeds.to, all.groups[1]!.first);
    }
    const { exit, stderr } = await run('sweep', 'two.ts', '--seeds', '9', '--until', '0-distinct');
    assert.equal(exit, 2);
    assert.match(stderr, /'0-distinct' is not an end of a sweep: use first, all, 3-distinct, or a time/);
  });

  it('are told by cause, where there are several', async () => {
    const { stdout } = await run('sweep', 'two.ts', '--seeds', '100');
    assert.match(stdout, /^Failures by cause, 2 of them; .*:$/m);
    assert.match(stdout, /^ {2}seed \d+, and \d+ others?: ticks only grow; timer tick at clock ← start at clock$/m);
  });
});
