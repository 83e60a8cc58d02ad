import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';
import { backstep, builtRunner, scenarioSource, writeSource } from '../support/runner.ts';

const runner = builtRunner({ watchdogMilliseconds: 30_000 });
let folder = '';
/** A scenario whose package keeps a counter, as its source shows. */
let shown = '';
/** One whose package keeps a list, of which only a run tells. */
let hidden = '';

before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'node_modules/counts/package.json', '{ "name": "counts", "main": "index.js" }');
  writeSource(folder, 'node_modules/counts/index.js', 'let n = 0;\nmodule.exports = { next: () => ++n };');
  writeSource(folder, 'node_modules/hides/package.json', '{ "name": "hides", "main": "index.js" }');
  writeSource(
    folder,
    'node_modules/hides/index.js',
    'const box = { list: [] };\nconst of = () => box.list;\nmodule.exports = { next: () => of().push(1) };',
  );
  const using = (name: string): string =>
    writeSource(
      folder,
      `${name}.ts`,
      `// @ts-nocheck\n${scenarioSource('state.seen = String(ids.next()); self.log(state.seen);', { head: `import ids from '${name}';` }).replace("'100ms'", "'20s'")}`,
    );
  shown = using('counts');
  hidden = using('hides');
});
after(() => removeScratchFolder(folder));

const files = [
  ['as its source shows', () => shown, /the package counts keeps something in 'n'/, /node_modules\/counts\/index\.js/],
  ['as only a run shows', () => hidden, /the package hides changes what it holds/, /node_modules\/hides\/index\.js/],
] as const;

for (const [how, fileOf, because, place] of files) {
  describe(`a file that must start anew for each run, ${how},`, () => {
    it('is told once by run, with why, where and what it costs', async () => {
      const { exit, stdout } = await backstep(['run', fileOf(), '--seed', '1']);
      assert.equal(exit, 0);
      const told = stdout.split('\n').filter((line) => /starts anew/.test(line));
      assert.equal(told.length, 1);
      for (const part of [because, place, /0\.7 ms a run/]) assert.match(told[0]!, part);
    });

    it('is told once by sweep', async () => {
      const { exit, stdout } = await backstep(['sweep', fileOf(), '--seeds', '4', '--workers', '1']);
      assert.equal(exit, 0);
      assert.equal(stdout.split('\n').filter((line) => /starts anew/.test(line) && because.test(line) && place.test(line)).length, 1);
    });

    it('is told in JSON', async () => {
      for (const args of [
        ['run', fileOf(), '--seed', '1'],
        ['sweep', fileOf(), '--seeds', '4', '--workers', '1'],
      ]) {
        const { fresh } = JSON.parse((await backstep([...args, '--json'])).stdout) as {
          fresh: { because: string; location: { file: string } };
        };
        assert.match(fresh.because, because);
        assert.match(fresh.location.file, place);
      }
    });

    it('is the same run wherever one goes in its recording, backwards too', async () => {
      const scenario = await runner.open(fileOf());
      try {
        const { length, outcome } = await scenario.record(1);
        assert.ok(length > 3_000, 'the recording has several checkpoints');
        for (const step of [length - 1, 0, 2_500, 2_499, 2_501, 7, length - 1, 1_500]) {
          const { ticks, seen } = (await scenario.inspect(step)).nodes[0]!.state as { ticks: number; seen: string };
          assert.equal(seen, ticks === 0 ? '' : String(ticks), `at step ${step}`);
        }
        const travels = await scenario.travel(8);
        assert.deepEqual(travels.strayed, []);
        assert.equal(travels.outcome.hash, outcome.hash);
      } finally {
        scenario.close();
      }
    });

    it('keeps its recording while other seeds are run', async () => {
      const scenario = await runner.open(fileOf());
      try {
        await scenario.record(1);
        const first = await scenario.inspect(2_000);
        await scenario.run([2, 3]);
        assert.deepEqual(await scenario.inspect(2_000), first);
      } finally {
        scenario.close();
      }
    });

    it('is deterministic in every way of executing it', async () => {
      const { exit, stdout } = await backstep(['run', fileOf(), '--seed', '1', '--check-determinism', '--json']);
      assert.equal(exit, 0);
      assert.equal((JSON.parse(stdout) as { divergence: unknown }).divergence, null);
    });
  });
}

it('a file that need not start anew is told as such in JSON, and not in words', async () => {
  const file = writeSource(folder, 'plain.ts', `// @ts-nocheck\n${scenarioSource('')}`);
  const { stdout } = await backstep(['run', file, '--seed', '1', '--json']);
  assert.equal((JSON.parse(stdout) as { fresh: unknown }).fresh, null);
  assert.doesNotMatch((await backstep(['run', file, '--seed', '1'])).stdout, /anew/);
});
