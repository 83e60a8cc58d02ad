import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Divergence } from '../../sim-core/base/verdict.ts';
import { alteredBuild } from '../support/altered-build.ts';
import { backstep, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

let folder = '';
const builds: Record<string, string> = {};
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'held.ts', scenarioSource(''));
  writeSource(folder, 'violated.ts', scenarioSource('if (self.random() < 0.05) state.ticks = -5;'));
  // Every worker that records more than once gives another hash to the sixth event from then on.
  builds.recording = alteredBuild(join(folder, 'recording'), {
    realm: `
      const { record } = driver;
      let count = 0;
      driver.record = (...args) => {
        const run = record(...args);
        if (count++ > 0) new Uint32Array(bufferAt(0), run.length * 16, run.length)[5] ^= 1;
        return run;
      };`,
  });
  // Every worker that has run sixty seeds finds what it did not find before.
  builds.running = alteredBuild(join(folder, 'running'), {
    realm: `
      const { run } = driver;
      let count = 0;
      driver.run = (...args) => {
        const outcome = run(...args);
        if (count++ < 60) return outcome;
        return { ...outcome, properties: outcome.properties.map((property) => ({ ...property, verdict: 'unknown' })) };
      };`,
  });
  builds.seeking = alteredBuild(join(folder, 'seeking'), { realm: 'driver.arrivesAt = (step) => step < 7;' });
});
after(() => removeScratchFolder(folder));

const run = (build: string | undefined, ...args: string[]): Promise<CommandResult> =>
  backstep(args, folder, build === undefined ? {} : { build });
const divergenceIn = ({ stdout }: CommandResult): Divergence | null => (JSON.parse(stdout) as { divergence: Divergence | null }).divergence;
const SAYS_WHAT_TO_DO =
  /Something depends on more than the seed: look for .*\. If there is none, it is a fault of Backstep: please report it/;

describe('backstep run --check-determinism', () => {
  it('says in which ways the run was executed when all are the same', async () => {
    const { exit, stdout, stderr } = await run(undefined, 'run', 'held.ts', '--seed', '1', '--check-determinism');
    assert.equal(stderr, '');
    assert.equal(exit, 0);
    assert.match(
      stdout,
      /Deterministic: the same when recorded again in the same worker and in a fresh one, when run without recording, and after seeking\./,
    );
  });

  it('has no divergence in its JSON when there is none', async () => {
    const result = await run(undefined, 'run', 'held.ts', '--seed', '1', '--check-determinism', '--json');
    assert.equal(divergenceIn(result), null);
  });

  it('exits with the verdict when all are the same', async () => {
    const { exit } = await run(undefined, 'run', 'violated.ts', '--seed', '22', '--check-determinism');
    assert.equal(exit, (await run(undefined, 'run', 'violated.ts', '--seed', '22')).exit);
  });

  it('names the first event that differs, between which executions, and what to do', async () => {
    const { exit, stdout, stderr } = await run(builds.recording, 'run', 'held.ts', '--seed', '1', '--check-determinism');
    assert.equal(exit, 2);
    assert.match(
      stderr,
      /^The executions of seed 1 diverge at step 5: timer tick at clock at 0\.050\d+ s, but with other contents or from another cause when first recorded than when recorded again in the same worker\./,
    );
    assert.match(stderr, SAYS_WHAT_TO_DO);
    assert.doesNotMatch(stdout, /Deterministic/);
  });

  it('has the divergence in its JSON', async () => {
    const result = await run(builds.recording, 'run', 'held.ts', '--seed', '1', '--check-determinism', '--json');
    assert.equal(result.exit, 2);
    const { seed, step, what } = divergenceIn(result)!;
    assert.deepEqual({ seed, step }, { seed: 1, step: 5 });
    assert.match(result.stderr, new RegExp(what.replaceAll('.', '\\.')));
  });

  it('finds a seek that arrives elsewhere', async () => {
    const { exit, stderr } = await run(builds.seeking, 'run', 'held.ts', '--seed', '1', '--check-determinism');
    assert.equal(exit, 2);
    assert.match(stderr, /diverge at step 7: seeking to this step leads to another event/);
  });
});

describe('every sweep', () => {
  it('says how many seeds were run twice', async () => {
    const { stdout } = await run(undefined, 'sweep', 'held.ts', '--seeds', '200');
    assert.match(stdout, /^4 seeds were run twice, in another order: the same\.$/m);
  });

  it('has that in its JSON', async () => {
    const report = JSON.parse((await run(undefined, 'sweep', 'held.ts', '--seeds', '2', '--json')).stdout) as {
      rechecked: number;
      divergence: null;
    };
    assert.deepEqual([report.rechecked, report.divergence], [2, null]);
  });

  it('tells loudly of a seed that differs the second time', async () => {
    const { exit, stdout, stderr } = await run(builds.running, 'sweep', 'held.ts', '--seeds', '60', '--workers', '1');
    assert.equal(exit, 2);
    assert.match(stdout, /^✗ 3 seeds were run twice, in another order: seed 10 is not deterministic\.$/m);
    assert.match(
      stderr,
      /^The executions of seed 10 diverge at step \d+: the property 'ticksOnlyGrow' is held when first run, unknown when run again in another order\./,
    );
    assert.match(stderr, SAYS_WHAT_TO_DO);
  });

  it('has the smallest seed that differs in its JSON', async () => {
    const result = await run(builds.running, 'sweep', 'held.ts', '--seeds', '60', '--workers', '1', '--json');
    assert.equal(result.exit, 2);
    assert.equal(divergenceIn(result)!.seed, 10);
  });

  it('records the first failing seed and compares, because that is what is looked at', async () => {
    const result = await run(builds.seeking, 'sweep', 'violated.ts', '--seeds', '100', '--json');
    assert.equal(result.exit, 2);
    assert.equal(divergenceIn(result)!.seed, (JSON.parse(result.stdout) as { failures: { seed: number }[] }).failures[0]!.seed);
  });
});

describe('backstep sweep --check-determinism', () => {
  it('executes every seed again in every way', async () => {
    const { exit, stdout } = await run(undefined, 'sweep', 'held.ts', '--seeds', '40', '--check-determinism');
    assert.equal(exit, 0);
    assert.match(stdout, /^40 seeds were executed again recorded, by seeking, and unrecorded in a fresh worker: the same\.$/m);
  });

  it('gives the same report as without, whatever the number of workers', async () => {
    const reports = await Promise.all(
      [[], ['--check-determinism'], ['--check-determinism', '--workers', '1']].map(async (more) => {
        const report = JSON.parse((await run(undefined, 'sweep', 'violated.ts', '--seeds', '30', '--json', ...more)).stdout) as object;
        return { ...report, wallSeconds: 0, costs: null, rechecked: 0 };
      }),
    );
    assert.deepEqual(reports[1], reports[0]);
    assert.deepEqual(reports[2], reports[0]);
  });

  it('finds what only a recording shows', async () => {
    const result = await run(builds.seeking, 'sweep', 'held.ts', '--seeds', '20', '--check-determinism', '--json');
    assert.equal(result.exit, 2);
    assert.equal(divergenceIn(result)!.seed, 0);
    assert.match(result.stderr, /The executions of seed 0 diverge at step \d+: seeking to this step/);
  });
});
