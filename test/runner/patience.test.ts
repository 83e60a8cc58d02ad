import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Patience, type Impatience } from '../../runner/patience.ts';
import type { Beat } from '../../runner/watch.ts';

const LIMITS = { watchdogMilliseconds: 1_000, handlerMilliseconds: 5_000 };
const RUNS: Beat = { beats: 1, node: 0, what: 0, running: true, broughtAbout: 0, inside: true };

interface Look {
  readonly beat?: Partial<Beat>;
  /** Milliseconds since the last look, by the clock on the wall and by computing. */
  readonly wall?: number;
  readonly computed?: number;
}

/** What the first look that has had enough says, and which look it is, where each is a tenth of a second after the other unless told otherwise. */
function lookedAt(most: number, look: (index: number) => Look): { index: number; impatience: Impatience } | undefined {
  const patience = new Patience(LIMITS, 0, 0);
  let [now, computed] = [0, 0];
  for (let index = 0; index < most; index++) {
    const { beat = {}, wall = 100, computed: more = wall } = look(index);
    now += wall;
    computed += more;
    const impatience = patience.look({ ...RUNS, ...beat }, now, computed);
    if (impatience) return { index, impatience };
  }
  return undefined;
}

describe('the patience with a handler', () => {
  it('ends when it has computed for as long as is allowed without bringing anything about', () =>
    assert.deepEqual(
      lookedAt(100, () => ({})),
      { index: 10, impatience: { is: 'silent', milliseconds: 1_000 } },
    ));

  it('begins anew with each handler', () =>
    assert.equal(
      lookedAt(1_000, (index) => ({ beat: { beats: index >> 3 } })),
      undefined,
    ));

  it('lasts longer with one that brings something about, and not for ever', () =>
    assert.deepEqual(
      lookedAt(1_000, (index) => ({ beat: { broughtAbout: 3 * index } })),
      {
        index: 50,
        impatience: { is: 'endless', milliseconds: 5_000, broughtAbout: 150 },
      },
    ));

  it('ends for one that has stopped bringing anything about', () =>
    assert.deepEqual(
      lookedAt(1_000, (index) => ({ beat: { broughtAbout: Math.min(index, 20) } })),
      {
        index: 30,
        impatience: { is: 'silent', milliseconds: 1_000 },
      },
    ));

  it('counts what is brought about though the number for it has run over', () =>
    assert.deepEqual(lookedAt(1_000, (index) => ({ beat: { broughtAbout: (2 ** 31 - 20 + index) | 0 } }))?.impatience, {
      is: 'endless',
      milliseconds: 5_000,
      broughtAbout: 50,
    }));

  it('does not wear out on a machine that gives it little time', () =>
    assert.equal(
      lookedAt(90, () => ({ wall: 100, computed: 9 })),
      undefined,
    ));

  it('does not wear out on a machine that was asleep', () =>
    assert.equal(
      lookedAt(9, (index) => ({ wall: index === 5 ? 3_600_000 : 100, computed: 100 })),
      undefined,
    ));

  it('ends at last for one that waits for what nobody brings', () => assert.equal(lookedAt(1_000, () => ({ computed: 0 }))?.index, 100));

  it('is not asked for while the worker has no call', () =>
    assert.equal(
      lookedAt(1_000, () => ({ beat: { running: false } })),
      undefined,
    ));

  it('is not held against a handler that has returned: what the simulator does then has as long as a handler that goes on', () =>
    assert.deepEqual(
      lookedAt(1_000, (index) => ({ beat: { inside: index < 5 } })),
      {
        index: 55,
        impatience: { is: 'stuck', milliseconds: 5_000 },
      },
    ));
});
