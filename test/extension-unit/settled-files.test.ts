import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settled, type OpenFile } from '../../extension/settled-files.ts';

/** A file of which each look finds the next of these texts on disk, and from then on the last. */
function file(shown: string, ...onDisk: readonly (string | undefined)[]): OpenFile & { looks: number } {
  return {
    looks: 0,
    shown: () => shown,
    onDisk(): Promise<string | undefined> {
      return Promise.resolve(onDisk[Math.min(this.looks++, onDisk.length - 1)]);
    },
  };
}

const never = (): Promise<void> => assert.fail('there is nothing to wait for');
const atOnce = (): Promise<void> => Promise.resolve();

describe('files that are to be read from disk', () => {
  it('are not waited for when they say what their editors show, however their lines end', async () => {
    assert.ok(await settled([file('a\nb\n', 'a\r\nb\r\n'), file('a', '\uFEFFa'), file('', '')], never));
  });

  it('are waited for while a save is under way, which empties a file before it writes it', async () => {
    const written = file('export default 1;\n', 'old', '', 'export def', 'export default 1;\n');
    const other = file('b', 'b');
    assert.ok(await settled([other, written], atOnce));
    assert.equal(written.looks, 4);
    assert.equal(other.looks, 1, 'what was right is not read again');
  });

  it('are waited for while they cannot be read', async () => {
    assert.ok(await settled([file('a', undefined, 'a')], atOnce));
  });

  it('are given up when they stay otherwise, as after a save that was refused', async () => {
    const refused = file('new', 'old');
    assert.equal(await settled([refused], atOnce), false);
    assert.ok(refused.looks < 100);
  });
});
