import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRecording, recordedExecution, unrecordedExecution } from '../../runner/determinism.ts';
import { divergenceOf } from '../../runner/divergence.ts';
import type { RecordedRun, Travels } from '../../runner/protocol.ts';
import type { RemoteCalls } from '../../runner/worker-calls.ts';
import type { PropertyOutcome } from '../../sim-core/base/verdict.ts';
import { recordedRun, type ToldEvent } from '../support/recorded-run.ts';

const EVENTS: readonly ToldEvent[] = [
  { kind: 'start', hash: 10 },
  { hash: 11, time: 1_000 },
  { hash: 12, time: 2_000 },
];
const held: PropertyOutcome = { name: 'isSafe', kind: 'safety', verdict: 'held' };
const violated: PropertyOutcome = { name: 'isSafe', kind: 'safety', verdict: 'violated', step: 1, time: 1_000, because: 'It broke.' };

const between = (one: RecordedRun, other: RecordedRun) => divergenceOf(recordedExecution(one, 'here'), recordedExecution(other, 'there'));

describe('two executions of a run', () => {
  it('do not differ when they are the same', () =>
    assert.equal(between(recordedRun(EVENTS, [held]), recordedRun(EVENTS, [held])), undefined));

  it('differ at the first event that does, with kinds, places and times', () => {
    const other = [...EVENTS.slice(0, 2), { kind: 'note', name: 'hidden', hash: 99, time: 1_500 } as const];
    assert.deepEqual(between(recordedRun(EVENTS), recordedRun(other)), {
      seed: 1,
      step: 2,
      what: 'timer tick at a at 0.002000 s here, note hidden at a at 0.001500 s there',
    });
  });

  it('differ where one ends and the other goes on', () => {
    assert.deepEqual(between(recordedRun(EVENTS), recordedRun(EVENTS.slice(0, 2))), {
      seed: 1,
      step: 2,
      what: 'timer tick at a at 0.002000 s here, the end of the run there',
    });
  });

  it('differ in what an event carries, though it looks the same', () => {
    const other = [...EVENTS.slice(0, 2), { ...EVENTS[2]!, hash: 99 }];
    assert.match(
      between(recordedRun(EVENTS), recordedRun(other))!.what,
      /^timer tick at a at 0\.002000 s, but with other contents or from another cause here than there$/,
    );
  });

  it('differ in a verdict, and at the step of it', () => {
    assert.deepEqual(between(recordedRun(EVENTS, [held]), recordedRun(EVENTS, [violated])), {
      seed: 1,
      step: 1,
      what: "the property 'isSafe' is held here, violated at step 1 there",
    });
  });

  it('differ in the step, the time or the reason of a verdict', () => {
    for (const other of [
      { ...violated, step: 2 },
      { ...violated, time: 1_001 },
      { ...violated, because: 'Something else.' },
      { ...violated, evidence: { nodes: ['a'] } },
    ]) {
      const found = between(recordedRun(EVENTS, [violated]), recordedRun(EVENTS, [other]));
      assert.equal(found?.step, 1);
      assert.match(found.what, /^the property 'isSafe' is violated at step 1/);
    }
  });

  it('differ in a built-in property that only one of them lists', () => {
    const thrown: PropertyOutcome = { ...violated, name: 'noHandlerThrows', thrown: { node: 'a', handler: 'timers.tick' } };
    assert.match(
      between(recordedRun(EVENTS, [held]), recordedRun(EVENTS, [held, thrown]))!.what,
      /'noHandlerThrows' is not violated here, violated at step 1 there/,
    );
  });

  it('do not differ when the engine was deeper in its stack', () => {
    const thrown = (stack: string): PropertyOutcome => ({
      ...violated,
      name: 'noHandlerThrows',
      thrown: { node: 'a', handler: 'timers.tick', stack },
    });
    assert.equal(between(recordedRun(EVENTS, [thrown('at one')]), recordedRun(EVENTS, [thrown('at another')])), undefined);
  });

  it('differ in their final states when nothing else tells them apart', () => {
    assert.deepEqual(between(recordedRun(EVENTS), recordedRun(EVENTS, [], { hash: 'ffff456789abcdef' })), {
      seed: 1,
      step: 3,
      what: 'the final states differ, by the hash 0123456789abcdef here, ffff456789abcdef there',
    });
  });

  it('differ in a verdict before they differ in an event, if that comes first', () => {
    const other = [...EVENTS.slice(0, 2), { ...EVENTS[2]!, hash: 99 }];
    assert.equal(between(recordedRun(EVENTS, [held]), recordedRun(other, [violated]))!.step, 1);
  });

  it('are compared by what was concluded when one of them kept no events', () => {
    const found = divergenceOf(
      recordedExecution(recordedRun(EVENTS, [held]), 'here'),
      unrecordedExecution(recordedRun([], [violated]).outcome, 'there'),
    );
    assert.match(found!.what, /'isSafe' is held here, violated at step 1 there/);
  });
});

describe('checking a recording', () => {
  const run = recordedRun(EVENTS, [held]);
  const other = recordedRun([EVENTS[0]!, { ...EVENTS[1]!, hash: 77 }, EVENTS[2]!], [held]);
  const otherVerdict = recordedRun(EVENTS, [violated]);

  /** A worker that answers with these; what is not told is as in the run that is checked. */
  function worker({
    again = run,
    unrecorded = run,
    sought = { strayed: [], outcome: run.outcome },
  }: {
    again?: RecordedRun;
    unrecorded?: RecordedRun;
    sought?: Travels;
  }): RemoteCalls {
    const calls: Pick<RemoteCalls, 'record' | 'run' | 'travel'> = {
      record: () => Promise.resolve(again),
      run: () => Promise.resolve([unrecorded.outcome]),
      travel: () => Promise.resolve(sought),
    };
    return calls as RemoteCalls;
  }

  const check = (here: RemoteCalls, fresh = worker({})) =>
    checkRecording(run, here, () => Promise.resolve({ calls: fresh, close: () => undefined }));

  it('finds nothing when every execution is the same', async () => assert.equal(await check(worker({})), undefined));

  it('finds what differs in the same worker', async () => {
    const found = await check(worker({ again: other }));
    assert.equal(found!.step, 1);
    assert.match(found!.what, /when first recorded than when recorded again in the same worker/);
  });

  it('finds what differs in a fresh worker', async () => {
    assert.match((await check(worker({}), worker({ again: other })))!.what, /when first recorded than when recorded in a fresh worker/);
  });

  it('finds what differs without recording', async () => {
    assert.match(
      (await check(worker({ unrecorded: otherVerdict })))!.what,
      /held when first recorded, violated at step 1 when run without recording/,
    );
  });

  it('finds a step that seeking does not find again', async () => {
    const found = await check(worker({ sought: { strayed: [2, 1], outcome: run.outcome } }));
    assert.deepEqual(found, { seed: 1, step: 1, what: 'seeking to this step leads to another event than the run had when first recorded' });
  });

  it('finds another verdict after seeking', async () => {
    assert.match(
      (await check(worker({ sought: { strayed: [], outcome: otherVerdict.outcome } })))!.what,
      /held when first recorded, violated at step 1 after seeking/,
    );
  });

  it('closes the fresh worker when it fails', async () => {
    let closed = false;
    const failing = { record: () => Promise.reject(new Error('it failed')) } as unknown as RemoteCalls;
    await assert.rejects(
      checkRecording(run, worker({}), () => Promise.resolve({ calls: failing, close: () => void (closed = true) })),
      /it failed/,
    );
    assert.ok(closed);
  });
});
