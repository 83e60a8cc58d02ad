import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { SweepReport } from '../../runner/protocol.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
  // About half of the seeds are wrong from some moment on.
  const tick = `if (state.ticks === 1) state.seen = 'abcdefghijklmnop'[self.randomInteger(0, 15)]!;
      if (state.seen > 'h' && self.random() < 0.5) state.ticks = -1;`;
  writeSource(folder, 'drawn.ts', scenarioSource(tick));
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);
async function swept(...args: string[]): Promise<SweepReport> {
  return JSON.parse((await run('sweep', 'drawn.ts', '--seeds', '400', '--no-shrink', ...args, '--json')).stdout) as SweepReport;
}

describe('the strategy of a sweep', () => {
  it('gives the same with one worker and with two, guided seeds too', async () => {
    const [one, two] = [await swept('--strategy', 'mixed', '--workers', '1'), await swept('--strategy', 'mixed', '--workers', '2')];
    assert.equal(one.hash, two.hash);
    assert.deepEqual(one.failures, two.failures);
    assert.equal(one.strategy, 'mixed');
    const names = new Set(one.failures.map(({ strategy = 'random' }) => strategy.split(':')[0]));
    assert.deepEqual([...names].sort(), ['guided', 'pct', 'random', 'swarm']);
  });

  it('is part of the reproduction: the command that is printed gives the same run, and so does its trace', async () => {
    const { failures } = await swept('--strategy', 'mixed');
    const { seed, strategy, hash } = failures.find((failure) => failure.strategy?.startsWith('guided:'))!;
    const told = (await run('run', 'drawn.ts', '--seed', String(seed), '--strategy', strategy!, '--out', 'guided.backstep')).stdout;
    assert.match(told, new RegExp(`seed ${seed} by ${strategy!.replaceAll('.', '\\.')}: .*hash ${hash}`));
    assert.ok(told.includes(`npx backstep run drawn.ts --seed ${seed} --strategy ${strategy}`), told);
    assert.match((await run('replay', 'guided.backstep')).stdout, new RegExp(`Identical: .*hash ${hash}`));
    const explained = await run('explain', 'drawn.ts', '--seed', String(seed), '--strategy', strategy!);
    assert.equal(explained.exit, 1, explained.stderr);
  });

  it('stands beside each seed that a report names, so that none is run again as another', async () => {
    const named = (stdout: string): [string, string][] => {
      const others = /^Other failing seeds: (.*)$/m.exec(stdout)?.[1]?.split(', ') ?? [];
      const groups = [...stdout.matchAll(/^ {2}seed (.*?), and \d+ others?:/gm)].map(([, seed]) => seed!);
      return [...others, ...groups].filter((seed) => seed !== '…').map((seed) => seed.split(' by ') as [string, string]);
    };
    const { failures } = await swept('--strategy', 'mixed');
    const { stdout } = await run('sweep', 'drawn.ts', '--seeds', '400', '--no-shrink', '--strategy', 'mixed');
    const all = named(stdout);
    assert.ok(all.length > 5 && all.some(([, strategy]) => strategy !== undefined), stdout);
    for (const [seed, strategy] of all) assert.equal(failures.find((failure) => String(failure.seed) === seed)!.strategy, strategy);
    const plain = (await run('sweep', 'drawn.ts', '--seeds', '100', '--no-shrink')).stdout;
    assert.ok(
      named(plain).every(([, strategy]) => strategy === undefined),
      plain,
    );
  });

  it('is kept with regression seeds, which run as they were found', async () => {
    await run('sweep', 'drawn.ts', '--seeds', '60', '--strategy', 'swarm', '--no-shrink', '--save');
    assert.match(readFileSync(`${folder}/drawn.ts.seeds`, 'utf8'), /^\{"seed":\d+,"strategy":"swarm"\} /m);
    const { regressions } = await swept();
    assert.ok(regressions.length > 0 && regressions.every(({ violated }) => violated));
  });

  it('is refused where it makes no sense, in one sentence', async () => {
    const refused = async (args: readonly string[], message: RegExp): Promise<void> => {
      const { exit, stderr } = await run(...args);
      assert.equal(exit, 2);
      assert.match(stderr, message);
    };
    await refused(['run', 'drawn.ts', '--seed', '1', '--strategy', 'swram'], /'swram' is no strategy\. Did you mean `swarm`\?/);
    await refused(['run', 'drawn.ts', '--seed', '1', '--strategy', 'guided'], /does not say which seeds the run goes on from/);
    await refused(['sweep', 'drawn.ts', '--seeds', '9', '--shard', '1/3', '--strategy', 'mixed'], /A part of a sweep cannot be mixed/);
  });
});
