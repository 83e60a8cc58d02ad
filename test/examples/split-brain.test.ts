import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import hour45 from '../../examples/split-brain/hour-45.ts';
import quorum from '../../examples/split-brain/quorum.ts';
import { modelOf, recordSeed } from '../../sim-core/engine.ts';
import { describePair } from '../support/pair.ts';
import { backstep, type CommandResult } from '../support/runner.ts';
import { makeScratchFolder, removeScratchFolder } from '../support/scratch.ts';

/** What `replay` tells of two heads at a step. */
interface Looked {
  readonly identical: boolean;
  readonly at: {
    readonly time: number;
    readonly nodes: readonly { readonly state: { readonly role: string; readonly hearing: { readonly ignored: number } } }[];
  };
}

const HOUR = 3_600_000_000;

describePair({
  broken: hour45,
  property: 'noNumberIsAcknowledgedTwice',
  because: /^Two writes are acknowledged as number \d+: 'client\d\.0\.\d+' and 'client\d\.0\.\d+'\.$/,
  cured: quorum,
  sometimes: 'aPrimaryThatLivesIsIgnored',
});

describe('a split brain at hour 45', () => {
  const file = fileURLToPath(new URL('../../examples/split-brain/hour-45.ts', import.meta.url));
  let folder = '';
  before(() => (folder = makeScratchFolder()));
  after(() => removeScratchFolder(folder));

  const run = async (...args: string[]): Promise<CommandResult> => {
    const result = await backstep([...args, '--json'], folder);
    assert.ok([0, 1].includes(result.exit), result.stderr);
    return result;
  };

  it('is found by a sweep, recorded, opened, and sought from the end to its cause', async () => {
    const { failures } = JSON.parse((await run('sweep', file, '--seeds', '60')).stdout) as { failures: { seed: number; time: number }[] };
    // Before that the numbers of no primary can have begun anew.
    assert.ok(failures.every(({ time }) => time > 44.8 * HOUR));
    const { seed } = failures.find(({ time }) => Math.floor(time / HOUR) === 45)!;

    await run('run', file, '--seed', String(seed), '--out', 'hour-45.backstep');
    const looked = async (at: string): Promise<Looked> => {
      const { stdout } = await run('replay', 'hour-45.backstep', '--source', file, '--at', at, '--state', 'head1', '--state', 'head2');
      return JSON.parse(stdout) as Looked;
    };
    const { at: end } = await looked('50h');
    assert.ok(end.time > 49 * HOUR);
    const { identical, at } = await looked('violation');
    assert.ok(identical);
    assert.equal(Math.floor(at.time / HOUR), 45);
    assert.deepEqual(
      at.nodes.map(({ state }) => state.role),
      ['primary', 'primary'],
    );
    assert.ok(
      at.nodes.some(({ state }) => state.hearing.ignored > 0),
      'one of them ignores the other',
    );
  });

  it('is sought to the end from anywhere in 50 simulated hours', () => {
    const recording = recordSeed(modelOf(hour45), 9);
    const last = recording.trace.columns.length - 1;
    const world = recording.seek(last).fingerprint();
    recording.seek(0);
    assert.equal(recording.seek(last).fingerprint(), world);
    assert.ok(recording.trace.columns.time[last]! > 45 * HOUR);
  });
});
