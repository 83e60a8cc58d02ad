import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { LocatedFailure, SourceLocation } from '../../runner/protocol.ts';
import type { SweptProperty } from '../../sim-core/search/sweep.ts';
import { backstep, lineOf, scenarioSource, writeSource, type CommandResult } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

const HELPER = `export function checkTicks(ticks: number, seen: number): void {
  if (seen < 0.03) throw new RangeError(\`there are \${ticks} ticks\`);
}
`;
const THROWS = scenarioSource('checkTicks(state.ticks, self.random());', { head: "import { checkTicks } from './lib/check.ts';" });

let folder = '';
before(() => {
  folder = makeScratchFolder();
  writeSource(folder, 'lib/check.ts', HELPER);
  writeSource(folder, 'throws.ts', THROWS);
});
after(() => removeScratchFolder(folder));

const run = (...args: string[]): Promise<CommandResult> => backstep(args, folder);

interface Found {
  readonly name: string;
  readonly verdict: string;
  readonly because: string;
  readonly location: SourceLocation;
  readonly stack: readonly SourceLocation[];
}

const sweep = async (): Promise<{ exit: number; failures: LocatedFailure[]; properties: SweptProperty[]; seeds: { run: number } }> => {
  const { exit, stdout } = await run('sweep', 'throws.ts', '--seeds', '60', '--json');
  return { ...(JSON.parse(stdout) as { failures: LocatedFailure[]; properties: SweptProperty[]; seeds: { run: number } }), exit };
};

describe('a handler that throws', () => {
  it('is a finding of its seed, and the sweep goes on', async () => {
    const { exit, failures, properties, seeds } = await sweep();
    assert.equal(exit, 1);
    assert.ok(failures.length > 1 && failures.every(({ property, kind }) => property === 'noHandlerThrows' && kind === 'safety'));
    const { held, violated, unknown, vacuous } = properties.find(({ name }) => name === 'noHandlerThrows')!.counts;
    assert.equal(violated, failures.length);
    assert.equal(held + violated + unknown + vacuous, seeds.run);
  });

  it('is shown with its place in the source and the way there, without frames of ours', async () => {
    const {
      failures: [failure],
    } = await sweep();
    const { stdout, exit } = await run('run', 'throws.ts', '--seed', String(failure!.seed), '--json');
    assert.equal(exit, 1);
    const found = (JSON.parse(stdout) as { properties: Found[] }).properties.find(({ name }) => name === 'noHandlerThrows')!;
    const inHelper = {
      file: join(folder, 'lib', 'check.ts'),
      line: lineOf(HELPER, 'throw new'),
      column: HELPER.split('\n')[1]!.indexOf('throw new') + 'throw '.length + 1,
    };
    assert.equal(found.verdict, 'violated');
    assert.match(found.because, /RangeError: there are \d+ ticks/);
    assert.deepEqual(found.location, inHelper);
    assert.deepEqual(
      found.stack.map(({ file, line }) => ({ file, line })),
      [
        { file: inHelper.file, line: inHelper.line },
        { file: join(folder, 'throws.ts'), line: lineOf(THROWS, 'checkTicks(state') },
      ],
    );
    assert.deepEqual([failure!.location, failure!.stack], [found.location, found.stack]);
  });

  it('is reported like any violation, with its place', async () => {
    const {
      failures: [failure],
    } = await sweep();
    const { stdout } = await run('run', 'throws.ts', '--seed', String(failure!.seed));
    assert.match(
      stdout,
      /safety violated: no handler throws\n {2}.*RangeError: there are \d+ ticks.*\n {4}at lib\/check\.ts:2:\d+\n {4}at throws\.ts:\d+:\d+\n/,
    );
    assert.match(stdout, /^▶ +\d+ .* clock +timer .* tick\n +\d+ .* clock +crash .* a handler threw$/m);
  });

  it('because it reached for the real world is no finding: it is told what to use instead', async () => {
    writeSource(folder, 'timeout.ts', scenarioSource('setTimeout(() => undefined, 10);'));
    const { exit, stderr } = await run('run', 'timeout.ts', '--seed', '1');
    assert.equal(exit, 2);
    assert.match(
      stderr,
      /^timeout\.ts:12:\d+: The handler timers\.tick of 'clock' threw ReferenceError: setTimeout is not defined\. Use self\.setTimer/,
    );
  });

  it('is not mentioned where none threw', async () => {
    writeSource(folder, 'held.ts', scenarioSource(''));
    for (const args of [
      ['run', 'held.ts', '--seed', '1'],
      ['sweep', 'held.ts', '--seeds', '5'],
    ]) {
      assert.doesNotMatch((await run(...args)).stdout, /no handler throws/);
    }
  });
});
