import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CheckQueue } from '../../extension/check-queue.ts';

/** Checks that end when the test says so. */
function withChecks() {
  const begun: string[] = [];
  const told: string[] = [];
  const ends: ((found: string | Error) => void)[] = [];
  const queue = new CheckQueue<string>(
    (file) => {
      begun.push(file);
      return new Promise((resolve, reject) => ends.push((found) => (found instanceof Error ? reject(found) : resolve(found))));
    },
    (file, found) => told.push(`${file}: ${found}`),
  );
  /** Ends the check that is under way, and lets follow what follows. */
  const end = async (found: string | Error): Promise<void> => {
    ends.shift()!(found);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, begun, told, end };
}

describe('checks in the background', () => {
  it('come one after the other, each file once however often it is wanted', async () => {
    const { queue, begun, told, end } = withChecks();
    for (const file of ['a', 'b', 'b', 'b']) queue.want(file);
    assert.deepEqual(begun, ['a']);
    await end('wrong');
    assert.deepEqual(begun, ['a', 'b']);
    await end('right');
    assert.deepEqual(
      [begun, told],
      [
        ['a', 'b'],
        ['a: wrong', 'b: right'],
      ],
    );
  });

  it('that were overtaken by a save say nothing, and are made again', async () => {
    const { queue, begun, told, end } = withChecks();
    queue.want('a');
    queue.want('a');
    await end('as it was');
    assert.deepEqual([begun, told], [['a', 'a'], []]);
    await end('as it is');
    assert.deepEqual(told, ['a: as it is']);
  });

  it('of files that were closed say nothing', async () => {
    const { queue, begun, told, end } = withChecks();
    queue.want('a');
    queue.want('b');
    queue.drop('a');
    queue.drop('b');
    await end('too late');
    assert.deepEqual([begun, told], [['a'], []]);
  });

  it('go on after one that failed', async () => {
    const { queue, told, end } = withChecks();
    queue.want('a');
    queue.want('b');
    await end(new Error('the machine is full'));
    await end('right');
    assert.deepEqual(told, ['b: right']);
  });
});
