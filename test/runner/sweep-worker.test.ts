import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createRunner } from '../../runner/runner.ts';
import { alteredBuild } from '../support/altered-build.ts';
import { builtRunner, problemsOf, scenarioSource, writeSource } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

let folder = '';
let file = '';
before(() => {
  folder = makeScratchFolder();
  file = writeSource(folder, 'held.ts', scenarioSource(''));
});
after(() => removeScratchFolder(folder));

/** A build whose workers end at their third message of the sweep: all of them, or only the first to come there. */
function mortalBuild(name: string, { onlyOnce }: { onlyOnce: boolean }): string {
  const marker = JSON.stringify(join(folder, `${name}-has-died`));
  return alteredBuild(join(folder, name), {
    worker: `
      import { parentPort as mortalPort } from 'node:worker_threads';
      import { existsSync as isThere, writeFileSync as leave } from 'node:fs';
      let messages = 0;
      mortalPort.on('message', () => {
        if (++messages < 3 || (${onlyOnce} && isThere(${marker}))) return;
        leave(${marker}, '');
        process.exit(7);
      });`,
  });
}

describe('a worker that dies during a sweep', () => {
  it('loses no seed: a fresh one takes over', async () => {
    const mortal = createRunner({ folder: mortalBuild('once', { onlyOnce: true }) });
    const expected = await builtRunner().sweep(file, { from: 0, to: 299 }, { workers: 2 });
    const report = await mortal.sweep(file, { from: 0, to: 299 }, { workers: 2 });
    assert.ok(existsSync(join(folder, 'once-has-died')), 'a worker did die');
    assert.deepEqual({ ...report, wallSeconds: 0, costs: null }, { ...expected, wallSeconds: 0, costs: null });
  });

  it('fails the sweep when every worker dies of the same seeds', async () => {
    // Each portion is a message of its own, and the second execution of the first one dies as well.
    const mortal = createRunner({
      folder: alteredBuild(join(folder, 'always'), {
        realm:
          'const { run } = driver; driver.run = (seed, ...rest) => { if (seed === 5) for (const all = []; ; ) all.push(new Array(1e5).fill(seed)); return run(seed, ...rest); };',
      }),
      memoryMegabytes: 64,
      watchdogMilliseconds: 120_000,
    });
    const [problem] = await problemsOf(mortal.sweep(file, { from: 0, to: 20 }, { workers: 1 }));
    assert.match(problem!.message, /used more than 64 MB of memory, in seed 5\./);
  });

  it('fails the sweep at once when a handler never returns, and names the seed', async () => {
    const endless = writeSource(folder, 'endless.ts', scenarioSource('if (self.random() < 0.02) for (;;);'));
    const [problem] = await problemsOf(builtRunner({ watchdogMilliseconds: 5_000 }).sweep(endless, { from: 0, to: 200 }, { workers: 2 }));
    assert.match(problem!.message, /The handler timers\.tick of 'clock' did not return within 5 s, in seed \d+\./);
  });

  it('says how far it is from its first seed on', async () => {
    const done: number[] = [];
    await builtRunner().sweep(file, { from: 0, to: 99 }, { workers: 1, onProgress: (now) => done.push(now.done) });
    assert.deepEqual(done.slice(0, 4), [1, 3, 7, 15]);
    assert.equal(done.at(-1), 100);
  });

  it('leaves no worker behind when the sweep is stopped while another takes over', async () => {
    const mortal = createRunner({ folder: mortalBuild('stopped', { onlyOnce: false }) });
    const abort = new AbortController();
    const sweeping = mortal.sweep(
      file,
      { from: 0, to: 1e6 },
      { workers: 2, signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) },
    );
    await assert.rejects(sweeping, /enough/);
  });
});
