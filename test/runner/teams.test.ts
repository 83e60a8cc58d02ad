import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { SweepReport } from '../../runner/protocol.ts';
import { githubLines } from '../../runner/report/github.ts';
import { junit } from '../../runner/report/junit.ts';
import { seedsOfShard } from '../../runner/shard.ts';
import { backstep, builtRunner, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const SOMETIMES_FAILS = scenarioSource('if (self.random() < 0.01) throw new RangeError(\'tick <&> "tock"\');', {
  properties: '@safety static isNeverMany({ nodes }: { nodes: { clock: { ticks: number } } }) { return nodes.clock.ticks < 100; }',
});

let folder = '';
let file = '';
before(() => {
  folder = makeScratchFolder();
  file = writeSource(folder, 'fails.ts', SOMETIMES_FAILS);
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);

const measured = (report: SweepReport): SweepReport => ({ ...report, wallSeconds: 0, costs: null });

async function shards(of: number, seeds: string): Promise<string[]> {
  const names: string[] = [];
  for (let index = 1; index <= of; index++) {
    const { stdout } = await run('sweep', 'fails.ts', '--seeds', seeds, '--shard', `${index}/${of}`, '--workers', '1', '--json');
    names.push(`${seeds}-${index}.json`);
    writeFileSync(join(folder, names.at(-1)!), stdout);
  }
  return names;
}

describe('the parts of a sweep', () => {
  it('have each seed once', () => {
    for (const [from, to, of] of [
      [0, 9, 3],
      [5, 5, 1],
      [7, 106, 7],
      [0, 2, 5],
    ] as const) {
      const parts = Array.from({ length: of }, (_, index) => seedsOfShard({ from, to }, { index: index + 1, of }));
      const seeds = parts.flatMap((part) => (part ? Array.from({ length: part.to - part.from + 1 }, (_, at) => part.from + at) : []));
      assert.deepEqual(
        seeds,
        Array.from({ length: to - from + 1 }, (_, at) => from + at),
      );
    }
  });

  it('merged in any order are the whole, with its hash and its exit code', async () => {
    const whole = JSON.parse((await run('sweep', 'fails.ts', '--seeds', '70', '--json')).stdout) as SweepReport;
    const [first, second, third] = (await shards(3, '70')) as [string, string, string];
    const { exit, stdout } = await run('merge', third, first, second, '--json');
    assert.equal(exit, 1);
    assert.deepEqual(measured(JSON.parse(stdout) as SweepReport), measured(whole));
    assert.match((await run('merge', second, third, first)).stdout, /^✗ violated {2}clock: 70 seeds \(0 to 69\)/);
  });

  it('are refused when one is missing, or there twice, or of another sweep', async () => {
    const [first, second] = (await shards(2, '20')) as [string, string];
    const [other] = (await shards(2, '30')) as [string, string];
    const refused = async (...reports: string[]): Promise<string> => {
      const { exit, stderr } = await run('merge', ...reports);
      assert.equal(exit, 2);
      return stderr;
    };
    assert.match(await refused(first), /The seeds 10 to 19 are in none of the reports/);
    assert.match(await refused(second), /The seeds 0 to 9 are in none of the reports/);
    assert.match(await refused(first, second, first), /20-1\.json has the seeds 0 to 9 once more/);
    assert.match(await refused(second, other), /is a part of the seeds 0 to \d+, and others are of 0 to \d+/);
    writeFileSync(join(folder, 'whole.json'), (await run('sweep', 'fails.ts', '--seeds', '20', '--json')).stdout);
    assert.match(await refused('whole.json'), /whole\.json is a whole sweep/);
    writeFileSync(join(folder, 'odd.json'), '{"shard": {}}');
    assert.match(await refused('odd.json'), /odd\.json is no report of a sweep/);
    assert.match(await refused('fails.ts'), /fails\.ts is no JSON/);
    assert.match(await refused('gone.json'), /gone\.json cannot be read: it does not exist/);
    const changed = { ...(JSON.parse(readFileSync(join(folder, second), 'utf8')) as SweepReport), sourceHash: 'f' };
    writeFileSync(join(folder, 'changed.json'), JSON.stringify(changed));
    assert.match(await refused(first, 'changed.json'), /the file, or what it imports, has changed between them/);
  });

  it('must be some', async () => {
    assert.match((await run('sweep', 'fails.ts', '--seeds', '3', '--shard', '4/3')).stderr, /'4\/3' is not a part of a sweep/);
    assert.match((await run('sweep', 'fails.ts', '--seeds', '3', '--shard', '1/5')).stderr, /Part 1 of 5 has no seed: there are only 3/);
  });
});

describe('a sweep until its first failure', () => {
  it('ends with it, whatever the number of workers', async () => {
    const swept = async (workers: number): Promise<SweepReport> =>
      measured(await builtRunner().sweep(file, { from: 0, to: 299 }, { workers, until: 'first' }));
    const [one, three] = await Promise.all([swept(1), swept(3)]);
    assert.deepEqual(one, three);
    const [failure] = one.failures;
    assert.deepEqual(one.seeds, { from: 0, to: failure!.seed, run: failure!.seed + 1 });
    assert.deepEqual([...new Set(one.failures.map(({ seed }) => seed))], [failure!.seed]);
    const { hash } = await builtRunner().sweep(file, { from: 0, to: failure!.seed }, { workers: 2 });
    assert.equal(one.hash, hash, 'it is the sweep of just these seeds');
  });

  it('may end with time instead, and says how far it came', async () => {
    const report = await builtRunner().sweep(file, { from: 0, to: 10_000_000 }, { workers: 1, until: 0.01 });
    assert.ok(report.seeds.run >= 1 && report.seeds.run < 10_000_000);
    assert.equal(report.counts.held + report.counts.violated, report.seeds.run);
    assert.match(
      (await run('sweep', 'fails.ts', '--seeds', '3', '--until', 'soon')).stderr,
      /'soon' is not an end of a sweep: use first, all, 3-distinct, or a time/,
    );
  });
});

describe('the verdicts for machines', () => {
  it('are XML in which no text of the author breaks anything', async () => {
    mkdirSync(join(folder, 'out'));
    const { exit } = await run('sweep', 'fails.ts', '--seeds', '60', '--junit', 'out/verdicts.xml');
    assert.equal(exit, 1);
    const xml = readFileSync(join(folder, 'out/verdicts.xml'), 'utf8');
    assert.match(xml, /<testsuite name="clock \(default\)" tests="3" failures="1" errors="0"/);
    assert.match(xml, /<testcase classname="clock" name="safety is never many"\/>/);
    assert.match(xml, /RangeError: tick &lt;&amp;&gt; &quot;tock&quot;/);
    assert.match(xml, /Reproduce: npx backstep run fails\.ts --seed \d+/);
  });

  it('hold characters that XML has no word for as replacement characters', async () => {
    const report = await builtRunner().sweep(file, { from: 0, to: 0 }, { workers: 1 });
    assert.match(junit([{ ...report, scenario: 'a\u0000b\u001b[31m\ud800' }]), /classname="a\ufffdb\ufffd\[31m\ufffd"/);
  });

  it('are annotations at the line that threw', async () => {
    const { stdout } = await run('sweep', 'fails.ts', '--seeds', '60', '--github');
    const line = SOMETIMES_FAILS.split('\n').findIndex((text) => text.includes('throw new RangeError')) + 1;
    assert.match(
      stdout,
      new RegExp(
        `^::error file=fails\\.ts,line=${line},col=\\d+,title=clock%3A violated%3A .*::.*%0AReproduce: npx backstep run fails\\.ts --seed \\d+$`,
        'm',
      ),
    );
  });

  it('leave the one object on standard output alone', async () => {
    const { stdout, stderr } = await run('sweep', 'fails.ts', '--seeds', '60', '--github', '--json');
    assert.equal((JSON.parse(stdout) as SweepReport).verdict, 'violated');
    assert.match(stderr, /^::error file=fails\.ts/);
  });

  it('have no line break of a text as one of their own', async () => {
    const report = await builtRunner().sweep(file, { from: 0, to: 0 }, { workers: 1 });
    const property = { ...report.properties[0]!, verdict: 'violated' as const, because: 'one\n::error::two\r%' };
    const [line, ...others] = githubLines({ ...report, properties: [property], failures: [] }, { properties: [] });
    assert.deepEqual(others, []);
    assert.match(line!, /::one%0A::error::two%0D%25$/);
    assert.doesNotMatch(line!, /[\r\n]/);
  });
});
