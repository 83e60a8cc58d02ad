import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { microseconds } from '../../sim-core/base/duration.ts';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { faultLine } from '../../sim-core/faults/planned-fault.ts';
import { shrinkSeed, type ShrinkReport } from '../../runner/shrink.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, builtRunner, PROJECT, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'held.ts', scenarioSource(''));
  writeSource(
    folder,
    'alone.ts',
    scenarioSource('if (state.ticks === 4) state.ticks = -5;', { rest: ", nemesis: { pause: { every: '10ms', for: '1ms' } }" }),
  );
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);

interface Ran {
  readonly verdict: string;
  readonly properties: readonly { readonly name: string; readonly verdict: string; readonly time?: number }[];
}

/** Runs the zombie with these faults pasted into it, in place of its nemesis, and says when its property was violated. */
async function zombieWith({
  faults,
  duration,
  property,
  seed,
}: Pick<ShrinkReport, 'faults' | 'duration' | 'property' | 'seed'>): Promise<number | undefined> {
  const source = readFileSync(join(PROJECT, 'examples/leases/zombie.ts'), 'utf8');
  assert.ok(source.includes("  nemesis,\n  duration: '35s',"));
  const pasted = source.replace(
    "  nemesis,\n  duration: '35s',",
    `  faults: [${faults.map(faultLine).join('\n')}],\n  duration: '${duration ?? '35s'}',`,
  );
  writeSource(folder, 'lease.ts', readFileSync(join(PROJECT, 'examples/leases/lease.ts'), 'utf8'));
  writeSource(folder, 'pasted.ts', pasted.replace('lockService, nemesis, network', 'lockService, network'));
  const ran = JSON.parse((await run('run', 'pasted.ts', '--seed', String(seed), '--json')).stdout) as Ran;
  return ran.properties.find(({ name, verdict }) => name === property && verdict === 'violated')?.time;
}

describe('backstep shrink', () => {
  it('shrinks the zombie to one fault, which violates the same when it is pasted and nothing without it', async () => {
    const { exit, stdout } = await run('shrink', join(PROJECT, 'examples/leases/zombie.ts'), '--seed', '232', '--json');
    assert.equal(exit, 1);
    const report = JSON.parse(stdout) as ShrinkReport;
    assert.equal(report.property, 'noExpiredLeaseOverwritesANewerOne');
    assert.equal(report.minimal, true);
    // In most of its failing seeds there is only one fault to begin with.
    assert.equal(report.before.faults, 2);
    assert.equal(report.faults.length, 1);
    assert.equal(report.after.faults, 1);
    assert.equal(await zombieWith(report), report.after.time);
    assert.equal(await zombieWith({ ...report, faults: [] }), undefined);
  });

  it('says the same each time', async () => {
    const shrunk = () => run('shrink', join(PROJECT, 'examples/leases/zombie.ts'), '--seed', '0');
    const first = await shrunk();
    assert.match(first.stdout, /Minimal: without any one of these faults/);
    assert.deepEqual(await shrunk(), first);
  });

  it('finds that a violation needs no fault at all', async () => {
    const { stdout } = await run('shrink', 'alone.ts', '--seed', '3', '--json');
    const {
      faults,
      minimal,
      before: { faults: many },
    } = JSON.parse(stdout) as ShrinkReport;
    assert.ok(many > 0);
    assert.deepEqual([faults, minimal], [[], true]);
  });

  it('gives the faults up to the violation, and says that they are not minimal, when it is stopped before anything was tried', async () => {
    const scenario = await builtRunner().open(join(folder, 'alone.ts'));
    try {
      const untried = await shrinkSeed(scenario, 3, { signal: AbortSignal.abort() });
      assert.ok(untried && !untried.minimal);
      const early = (await scenario.faults(3)).filter(({ at }) => microseconds(at, 'at') <= untried.after.time);
      assert.deepEqual(untried.faults, early);
      assert.ok(early.length > 1 && early.length < untried.before.faults);
    } finally {
      scenario.close();
    }
  });

  it('refuses a seed that violates nothing', async () => {
    const { exit, stderr, stdout } = await run('shrink', 'held.ts', '--seed', '7');
    assert.match(stderr, /Seed 7 violates nothing, so there is nothing to shrink/);
    assert.deepEqual([exit, stdout], [2, '']);
  });
});

describe('a sweep that fails', () => {
  const zombie = join(PROJECT, 'examples/leases/zombie.ts');
  const shrunkBy = async (...args: string[]): Promise<ShrinkReport | null> =>
    (JSON.parse((await run(...args, '--json')).stdout) as { shrunk: ShrinkReport | null }).shrunk;

  it('shrinks its first failing seed, as `backstep shrink` does', async () => {
    const { exit, stdout } = await run('sweep', zombie, '--seeds', '10');
    assert.equal(exit, 1);
    assert.match(stdout, /^Seed 0 shrunk, with "no expired lease overwrites a newer one" still violated: 1 fault, .* in \d+ runs\.$/m);
    const alone = JSON.parse((await run('shrink', zombie, '--seed', '0', '--json')).stdout) as ShrinkReport;
    assert.deepEqual(await shrunkBy('sweep', zombie, '--seeds', '10', '--workers', '2'), alone);
  });

  it('has the same run in the report of its parts', async () => {
    const whole = await shrunkBy('sweep', zombie, '--seeds', '10');
    for (const part of ['1', '2'])
      writeSource(folder, `${part}.json`, (await run('sweep', zombie, '--seeds', '10', '--shard', `${part}/2`, '--json')).stdout);
    assert.deepEqual(await shrunkBy('merge', '1.json', '2.json'), whole);
  });

  it('leaves it with --no-shrink, and where nothing fails there is nothing to shrink', async () => {
    assert.equal(await shrunkBy('sweep', zombie, '--seeds', '10', '--no-shrink'), null);
    assert.doesNotMatch((await run('sweep', zombie, '--seeds', '10', '--no-shrink')).stdout, /shrunk/);
    assert.equal(await shrunkBy('sweep', 'held.ts', '--seeds', '3'), null);
  });

  it('stops when its budget is spent, with the best so far', async () => {
    const scenario = await builtRunner().open(zombie);
    try {
      const report = await shrinkSeed(scenario, 232, { budget: { runs: 3, events: Infinity } });
      assert.deepEqual([report!.minimal, report!.runs], [false, 4]);
    } finally {
      scenario.close();
    }
  });
});
