import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { SweepReport, SweepTable } from '../../runner/protocol.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, builtRunner, lineOf, problemsOf, writeSource, type CommandResult } from '../support/runner.ts';

/** Several clocks in one file: one that is sound, one that breaks, and a family in which a chance decides. */
const SEVERAL = `import { node, safety, scenario } from 'backstep';
const clock = (chance: number) => node()({
  init(self) {
    self.setTimer('tick', '10ms');
    return { ticks: 0 };
  },
  on: {},
  timers: {
    tick(state, self) {
      state.ticks = self.random() < chance ? -5 : state.ticks + 1;
      self.setTimer('tick', '10ms');
    },
  },
});
class Properties {
  @safety static ticksOnlyGrow({ nodes }: { nodes: { clock: { ticks: number } } }) {
    return nodes.clock.ticks >= 0;
  }
}
const of = (name: string, chance: number) => scenario({ name, nodes: { clock: clock(chance) }, duration: '100ms', properties: [Properties] });
export const sound = of('a sound clock', 0);
export const broken = of('a broken clock', 1);
export const family = scenario.matrix({ chance: [0, 0.05], zone: ['UTC', 'far away'] }, ({ chance }) => of('clock', chance));
export const helper = 'no scenario';
`;

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'several.ts', SEVERAL);
  writeSource(folder, 'default.ts', `${SEVERAL}export default sound;\n`);
  writeSource(folder, 'named.ts', SEVERAL.replace(/export const (broken|family)/g, 'const $1'));
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);

/** How many seeds of each scenario a sweep has run. */
async function ran(...args: string[]): Promise<readonly number[]> {
  const { scenarios } = JSON.parse((await run(...args, '--json')).stdout) as SweepTable;
  return scenarios.map(({ seeds }) => seeds.run);
}

async function refused(...args: string[]): Promise<string> {
  const { exit, stdout, stderr } = await run(...args);
  assert.deepEqual([exit, stdout], [2, ''], stderr);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  return stderr;
}

describe('a file with several scenarios', () => {
  it('tells in the heading of its table which seeds were run, and not which were asked for', async () => {
    const part = await run('sweep', 'several.ts', '--seeds', '40', '--shard', '2/2', '--workers', '1');
    assert.match(part.stdout, /several\.ts: 6 scenarios, 20 seeds each \(20 to 39\), \d+ of 120 runs failing/);
    const early = await run('sweep', 'several.ts', '--seeds', '40', '--until', 'first', '--workers', '1');
    const runs = (await ran('sweep', 'several.ts', '--seeds', '40', '--until', 'first', '--workers', '1')).reduce(
      (sum, own) => sum + own,
      0,
    );
    assert.ok(runs < 240);
    assert.match(early.stdout, new RegExp(`several\\.ts: 6 scenarios, up to 40 seeds each \\(0 to 39\\), \\d+ of ${runs} runs failing`));
  });

  it('is run with the one that is chosen, and the line to paste names it', async () => {
    const { exit, stdout } = await run('run', 'several.ts', '--scenario', 'broken', '--seed', '4');
    assert.equal(exit, 1);
    assert.match(stdout, /✗ violated {2}a broken clock, seed 4/);
    assert.match(stdout, /replay {4}npx backstep run several\.ts --scenario broken --seed 4\n/);
    assert.match(stdout, /with several\.ts, scenario broken and seed 4\.\n$/);
  });

  it('gives a line to paste that a shell takes as one word', async () => {
    const { stdout } = await run('sweep', 'several.ts', '--scenario', 'family[zone=far away, chance=0.05]', '--seeds', '50');
    const [, seed] = /replay {4}npx backstep run several\.ts --scenario 'family\[chance=0\.05, zone="far away"\]' --seed (\d+)\n/.exec(
      stdout,
    )!;
    assert.equal((await run('run', 'several.ts', '--scenario', 'family[chance=0.05, zone="far away"]', '--seed', seed!)).exit, 1);
  });

  it('says which it has, and how to choose, when none is chosen', async () =>
    assert.match(
      await refused('run', 'several.ts', '--seed', '1'),
      /several\.ts:1:1: The file exports 6 scenarios: broken, family\[chance=0\|0\.05, zone=UTC\|"far away"\], sound\. Choose one of them, such as --scenario broken\./,
    ));

  it('is run with the default one when none is chosen', async () => {
    assert.match((await run('run', 'default.ts', '--seed', '1')).stdout, /✓ held {2}a sound clock/);
    assert.match((await run('run', 'named.ts', '--seed', '1')).stdout, /✓ held {2}a sound clock/);
  });

  it('refuses a name that it does not have, with the nearest and with all, whatever the command', async () => {
    for (const command of [
      ['run', 'several.ts', '--seed', '1'],
      ['sweep', 'several.ts', '--seeds', '3'],
    ])
      assert.match(
        await refused(...command, '--scenario', 'brokn'),
        /no scenario `brokn`\. Did you mean `broken`\? There is broken, family\[.*, sound\./,
      );
    const { exit, stdout } = await run('sweep', 'several.ts', '--seeds', '3', '--json', '--scenario', 'brokn');
    const { error } = JSON.parse(stdout) as { error: { message: string; cure: string } };
    assert.deepEqual([exit, error.message], [2, 'The file has no scenario `brokn`.']);
    assert.match(error.cure, /^Did you mean `broken`\? There is broken, family\[.*, sound\.$/);
  });

  it('prints as JSON which one was run, and its parameters', async () => {
    const told = async (...args: string[]): Promise<unknown[]> => {
      const { scenario, id, parameters } = JSON.parse(
        (await run('run', 'several.ts', '--seed', '1', '--json', '--scenario', ...args)).stdout,
      ) as SweepReport;
      return [scenario, id, parameters];
    };
    assert.deepEqual(await told('sound'), ['a sound clock', 'sound', null]);
    assert.deepEqual(await told('family[chance=0,zone=UTC]'), [
      'clock[chance=0, zone=UTC]',
      'family[chance=0, zone=UTC]',
      { chance: 0, zone: 'UTC' },
    ]);
  });

  it('tells which scenario has a mistake, before any seed of the others is run', async () => {
    writeSource(folder, 'mistaken.ts', SEVERAL.replace("duration: '100ms'", "duration: chance === 1 ? 'long' as '1s' : '100ms'"));
    assert.match(await refused('sweep', 'mistaken.ts', '--seeds', '3'), /broken: The `duration` of the scenario/);
    assert.equal((await run('run', 'mistaken.ts', '--scenario', 'sound', '--seed', '1')).exit, 0);
    const endless = SEVERAL.replace(
      "self.setTimer('tick', '10ms');\n    },\n  },",
      "self.send('nobody' as never, chance as never);\n    },\n  },",
    );
    writeSource(folder, 'endless.ts', endless);
    assert.match(
      await refused('sweep', 'endless.ts', '--seeds', '3'),
      /endless\.ts:\d+:\d+: broken: .*sends to 'nobody', which does not exist/,
    );
  });

  it('tells in which of the seeds a mistake shows that few of them have', async () => {
    const rare = SEVERAL.replace(
      "self.setTimer('tick', '10ms');\n    },\n  },",
      "if (self.random() < 0.2) self.send('nobody' as never, chance as never);\n    },\n  },",
    );
    writeSource(folder, 'rare.ts', rare);
    const swept = ['sweep', 'rare.ts', '--scenario', 'sound', '--seeds', '100', '--workers', '1'];
    const [, seed] = /which does not exist\..* It happens in seed (\d+)\./.exec(await refused(...swept)) ?? [];
    assert.match(await refused('run', 'rare.ts', '--scenario', 'sound', '--seed', seed!), /sends to 'nobody', which does not exist/);
    for (let before = 0; before < Number(seed); before++)
      assert.equal((await run('run', 'rare.ts', '--scenario', 'sound', '--seed', String(before))).exit, 0);
    const { error } = JSON.parse((await run(...swept, '--strategy', 'swarm', '--json')).stdout) as {
      error: { seed: number; strategy: string };
    };
    assert.equal(error.strategy, 'swarm');
    assert.equal((await run('run', 'rare.ts', '--scenario', 'sound', '--seed', String(error.seed), '--strategy', 'swarm')).exit, 2);
  });

  it('has a mistake in the function of a matrix at its line', async () => {
    const source = SEVERAL.replace(
      "of('clock', chance)",
      "{\n  if (chance > 0) throw new RangeError('too much');\n  return of('clock', chance);\n}",
    );
    const file = writeSource(folder, 'throws.ts', source);
    const [problem] = await problemsOf(builtRunner().offered(file));
    assert.match(problem!.message, /^The function of a matrix threw for \[chance=0\.05, zone=UTC\]: RangeError: too much/);
    assert.deepEqual(problem!.location?.line, lineOf(source, 'throw new RangeError'));
  });
});

describe('a sweep over several scenarios', () => {
  it('is one table with a row for each, and exits as the worst of them', async () => {
    const { exit, stdout } = await run('sweep', 'several.ts', '--seeds', '50');
    assert.equal(exit, 1);
    assert.match(stdout, /^✗ violated {2}several\.ts: 6 scenarios, 50 seeds each \(0 to 49\), \d+ of 300 runs failing/);
    const rows = stdout
      .split('\n')
      .slice(2, 9)
      .map((row) => row.trim().split(/ {2,}|(?<=^[✓✗]) /));
    assert.deepEqual(rows[0], ['scenario', 'chance', 'zone', 'seeds', 'held', 'violated', 'unknown', 'vacuous', 'first failing seed']);
    assert.deepEqual(rows[1], ['✗', 'broken', '50', '0', '50', '0', '0', '0']);
    assert.deepEqual(rows[2], ['✓', 'family', '0', 'UTC', '50', '50', '0', '0', '0', '–']);
    assert.deepEqual([rows[5]![0], ...rows[5]!.slice(2, 4)], ['✗', '0.05', '"far away"']);
    assert.deepEqual(rows[6], ['✓', 'sound', '50', '50', '0', '0', '0', '–']);
    assert.match(stdout, /\nbroken\n {2}✗ violated {4}safety {4}ticks only grow: 50 violated\n/);
    assert.match(stdout, /\n18 seeds were run twice, in another order: the same\.\n/);
    assert.match(stdout, /safety violated: ticks only grow\n[\s\S]* {2}scenario {2}a broken clock\n/);
    assert.match(
      stdout,
      /Other failing scenarios:\n {2}npx backstep run several\.ts --scenario "family\[chance=0\.05, zone=UTC\]" --seed \d+\n/,
    );
  });

  it('can be narrowed to a part of a family', async () => {
    const { exit, stdout } = await run('sweep', 'several.ts', '--seeds', '20', '--scenario', 'family[chance=0]');
    assert.equal(exit, 0);
    assert.match(stdout, /^✓ held {2}several\.ts: 2 scenarios/);
  });

  it('of one scenario is the report of that one', async () => {
    assert.match((await run('sweep', 'several.ts', '--seeds', '20', '--scenario', 'sound')).stdout, /^✓ held {2}a sound clock: 20 seeds/);
    assert.match((await run('sweep', 'named.ts', '--seeds', '20')).stdout, /^✓ held {2}a sound clock: 20 seeds/);
  });

  it('takes the default one too, and once, when none is chosen', async () => {
    const { scenarios } = JSON.parse((await run('sweep', 'default.ts', '--seeds', '3', '--json')).stdout) as SweepTable;
    assert.deepEqual(
      scenarios.map(({ id }) => id.replace(/\[.*/, '')),
      ['broken', 'family', 'family', 'family', 'family', 'sound'],
    );
  });

  it('gives as JSON the whole result of each beside its parameters, the same as alone and with any number of workers', async () => {
    const swept = async (...args: string[]): Promise<SweepTable> => {
      const { stdout } = await run('sweep', 'several.ts', '--seeds', '40', '--json', ...args);
      const table = JSON.parse(stdout) as SweepTable;
      return {
        ...table,
        wallSeconds: 0,
        scenarios: (table.scenarios ?? [table]).map((report) => ({ ...report, wallSeconds: 0, costs: null })),
      };
    };
    const [one, three] = await Promise.all([swept('--workers', '1'), swept('--workers', '3')]);
    assert.deepEqual(one, three);
    assert.deepEqual(Object.keys(one).sort(), ['file', 'scenarios', 'seeds', 'verdict', 'wallSeconds']);
    assert.deepEqual(one.scenarios.map(({ parameters }) => parameters)[3], { chance: 0.05, zone: 'UTC' });
    for (const report of one.scenarios) {
      const [alone] = (await swept('--scenario', report.id)).scenarios;
      assert.deepEqual(alone, report);
    }
  });

  it('checks the determinism of each', async () => {
    const { exit, stdout } = await run('sweep', 'several.ts', '--seeds', '6', '--check-determinism', '--scenario', 'family');
    assert.match(stdout, /24 seeds were executed again recorded, by seeking, and unrecorded in a fresh worker: the same\./);
    assert.ok(exit === 0 || exit === 1);
    const one = await run('run', 'several.ts', '--seed', '3', '--check-determinism', '--scenario', 'family[chance=0.05, zone=UTC]');
    assert.match(one.stdout, /Deterministic: /);
  });

  it('runs each anew where the file must start anew', async () => {
    const fresh = SEVERAL.replace('const clock =', 'const seen = /x/g;\nconst clock =').replace(
      'state.ticks =',
      "seen.test('x');\n      state.ticks =",
    );
    writeSource(folder, 'anew.ts', fresh);
    const { stdout } = await run('sweep', 'anew.ts', '--seeds', '30', '--check-determinism', '--scenario', 'family');
    assert.match(stdout, /The file starts anew for each run, because .*\n120 seeds were executed again .*: the same\./);
    assert.match(stdout, /✗ family {4}0\.05 /);
  });

  it('says of all of them how far it is', async () => {
    const seen: string[] = [];
    await builtRunner().sweepAll(
      join(folder, 'several.ts'),
      { from: 0, to: 9 },
      {
        scenario: 'family[chance=0]',
        workers: 1,
        onProgress: ({ scenario, done, total }) => seen.push(`${scenario}: ${done} of ${total}`),
      },
    );
    assert.equal(seen.at(-1), 'family[chance=0, zone="far away"]: 20 of 20');
    assert.ok(seen.includes('family[chance=0, zone=UTC]: 10 of 20'));
  });
});

describe('a trace of one of several scenarios', () => {
  it('is replayed with the same scenario', async () => {
    await run('run', 'several.ts', '--scenario', 'family[chance=0.05,zone=UTC]', '--seed', '5', '--out', 'cell.backstep');
    const { stdout } = await run('replay', 'cell.backstep', '--json');
    const { id, parameters, identical } = JSON.parse(stdout) as { id: string; parameters: object; identical: boolean };
    assert.deepEqual([id, parameters, identical], ['family[chance=0.05, zone=UTC]', { chance: 0.05, zone: 'UTC' }, true]);
  });

  it('is shown with the line that runs the same scenario', async () => {
    await run('run', 'several.ts', '--scenario', 'broken', '--seed', '5', '--out', 'broken.backstep');
    assert.match((await run('show', 'broken.backstep')).stdout, / {2}replay {4}npx backstep run several\.ts --scenario broken --seed 5\n/);
    assert.equal((JSON.parse((await run('show', 'broken.backstep', '--json')).stdout) as { id: string }).id, 'broken');
  });

  it('is refused when that is gone, and says what there is', async () => {
    writeSource(folder, 'going.ts', SEVERAL);
    await run('run', 'going.ts', '--scenario', 'family[chance=0.05,zone=UTC]', '--seed', '5', '--out', 'gone.backstep');
    writeSource(folder, 'going.ts', SEVERAL.replace('[0, 0.05]', '[0, 0.5]'));
    assert.match(
      await refused('replay', 'gone.backstep'),
      /^The trace was made with the scenario family\[chance=0\.05, zone=UTC\], which going\.ts no longer has; it has broken, family\[chance=0, zone=UTC\], .*, sound\. Go back/,
    );
  });
});
