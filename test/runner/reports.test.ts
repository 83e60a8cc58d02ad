import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureReport } from '../../runner/report/failure-report.ts';
import { faultLines, faultsUpTo } from '../../runner/report/fault-lines.ts';
import { runPropertyLines, sweepPropertyLines } from '../../runner/report/property-lines.ts';
import type { LocatedProperty, RecordedRun } from '../../runner/protocol.ts';
import type { FaultFact } from '../../sim-core/trace/facts.ts';
import { recordedRun, type ToldEvent } from '../support/recorded-run.ts';

const plain = (_style: unknown, text: string): string => text;

describe('a line for each property', () => {
  it('of a run says of a `@sometimes` whether it was reached, and of liveness what was kept', () => {
    const lines = runPropertyLines(
      [
        { name: 'aLeaseExpires', kind: 'sometimes', verdict: 'vacuous', because: 'It was not reached.' },
        { name: 'aLeaseIsGranted', kind: 'sometimes', verdict: 'held', step: 4 },
        { name: 'everyWriteIsAnswered', kind: 'liveness', verdict: 'held', kept: 3, open: 1 },
        { name: 'atMostOneWriter', kind: 'safety', verdict: 'unknown', because: 'It was never judged.' },
      ],
      plain,
    );
    assert.deepEqual(lines, [
      '  ○ not reached sometimes a lease expires',
      '  ✓ reached     sometimes a lease is granted',
      '  ✓ held        liveness  every write is answered: 3 kept, 1 still open',
      '  ? unknown     safety    at most one writer',
      '                It was never judged.',
    ]);
  });

  it('of a sweep says how many seeds came to which verdict', () => {
    const counts = { held: 0, violated: 0, unknown: 0, vacuous: 0 };
    const lines = sweepPropertyLines(
      [
        { name: 'everyWriteIsAnswered', kind: 'liveness', verdict: 'held', counts: { ...counts, held: 1, unknown: 1_099 } },
        {
          name: 'atMostOneWriter',
          kind: 'safety',
          verdict: 'violated',
          because: 'Seed 7: two.',
          counts: { ...counts, held: 1_098, violated: 2 },
        },
        { name: 'aLeaseExpires', kind: 'sometimes', verdict: 'held', counts: { ...counts, held: 34, vacuous: 1_066 } },
      ],
      1_100,
      plain,
    );
    assert.deepEqual(lines, [
      '  ✓ held        liveness  every write is answered: 1 held, 1,099 unknown',
      '  ✗ violated    safety    at most one writer: 1,098 held, 2 violated',
      '                Seed 7: two.',
      '  ✓ held        sometimes a lease expires: reached in 34 of 1,100',
    ]);
  });
});

describe('the accounts of faults', () => {
  it('say for each kind what was requested, what struck and what was observed', () => {
    assert.deepEqual(faultLines({ crash: { requested: 12, struck: 9, observed: 1_240 } }, plain), [
      'Faults (requested/struck/observed): crash 12/9/1,240',
    ]);
  });

  it('warn of what never struck', () => {
    const lines = faultLines(
      {
        crash: { requested: 1, struck: 1, observed: 1 },
        loss: { requested: 2, struck: 0, observed: 0 },
        clog: { requested: 1, struck: 0, observed: 0 },
      },
      plain,
    );
    assert.equal(lines[1], 'Warning: loss, clog never struck, so nothing was tested against them.');
  });

  it('are not there when there are none', () => assert.deepEqual(faultLines({}, plain), []));
});

const fault = (name: string, at: number, struckAt?: number): FaultFact => ({
  name,
  kind: 'crash',
  label: `${name} crashes`,
  line: `{ crash: '${name}', at: ${at / 1_000} },`,
  at,
  observed: 0,
  ...(struckAt === undefined ? {} : { struckAt }),
});

describe('the faults of a failure', () => {
  it('are those up to the violation, each with whether it had struck', () => {
    const faults = [fault('a', 1_000, 3), fault('b', 2_000), fault('c', 5_000, 20), fault('d', 5_001, 21)];
    assert.deepEqual(faultsUpTo({ step: 10, time: 5_000 }, faults, plain), [
      'Its faults up to then, to paste into `faults`:',
      "  { crash: 'a', at: 1 },  // struck at step 3",
      "  { crash: 'b', at: 2 },  // had not struck",
      "  { crash: 'c', at: 5 },  // had not struck",
    ]);
  });

  it('are said to have begun later when all did', () => {
    assert.deepEqual(faultsUpTo({ step: 1, time: 10 }, [fault('a', 1_000)], plain), [
      "None of the run's planned faults had begun by then.",
    ]);
  });
});

describe('the report of a failure', () => {
  const violation = (more: Partial<LocatedProperty> = {}): LocatedProperty => ({
    name: 'isSafe',
    kind: 'safety',
    verdict: 'violated',
    because: 'It broke.',
    ...more,
  });
  const events = (count: number): ToldEvent[] =>
    Array.from({ length: count }, (_, step) => ({ time: step * 1_000, ...(step > 0 ? { cause: step - 1 } : {}) }));
  const report = async (run: RecordedRun): Promise<string> => {
    const labels = (from: number, to: number): Promise<readonly string[]> =>
      Promise.resolve(Array.from({ length: to - from }, (_, index) => `label ${from + index}`));
    return (await failureReport('my.ts', { labels, description: { id: 'default' } }, run, plain)).join('\n');
  };
  /** What no report may lack. */
  function assertReproduces(text: string): void {
    assert.match(text, /safety violated: is safe|liveness violated: is safe/);
    assert.match(text, /scenario {2}made up/);
    assert.match(text, /seed {6}1/);
    assert.match(text, /step {6}(\d+|none: no event had happened) at \d+\.\d{6} s/);
    assert.match(text, /replay {4}npx backstep run my\.ts --seed 1/);
    assert.match(text, /label \d+|No event happened/);
  }

  it('points at the violation, marks its causes, and labels every event', async () => {
    const text = await report(recordedRun(events(3), [violation({ step: 1, time: 1_000 })]));
    assertReproduces(text);
    assert.match(text, /^• +0 .*label 0$/m);
    assert.match(text, /^▶ +1 .*label 1$/m);
    assert.match(text, /^ {2} +2 .*label 2$/m);
  });

  it('is whole at step 0', async () => {
    const text = await report(recordedRun(events(1), [violation({ step: 0, time: 0 })]));
    assertReproduces(text);
    assert.match(text, /^▶ +0 .*label 0$/m);
  });

  it('is whole without any event', async () => {
    for (const nowhere of [{}, { step: -1 }, { step: 0 }]) {
      const text = await report(recordedRun([], [violation({ ...nowhere, time: 5_000_000 })]));
      assertReproduces(text);
      assert.match(text, /step {6}none: no event had happened at 5\.000000 s/);
      assert.match(text, /No event happened in this run: it was violated as time passed\./);
    }
  });

  describe('of what was violated as time passed', () => {
    const late = { step: 1, time: 9_001_000, eventTime: 1_000 };
    const deadline = { promised: 1_001_000, due: 9_001_000, suspended: [] };
    // The next event comes after it.
    const passing = (property: LocatedProperty): RecordedRun => recordedRun([...events(2), { time: 20_000_000 }], [property]);

    it('says when the deadline passed, and which event was the last before', async () => {
      const text = await report(passing(violation({ kind: 'liveness', ...late, deadline })));
      assert.match(text, /time {6}9\.001000 s, when its deadline passed; promised at 1\.001000 s/);
      assert.match(text, /step {6}after 1, the last event before, at 0\.001000 s/);
    });

    it('says of a property that reads the time that time passed', async () => {
      assert.match(await report(passing(violation(late))), /time {6}9\.001000 s, as time passed$/m);
    });

    it('has the violation stand between the two events, and takes neither for its cause', async () => {
      const lines = (await report(passing(violation({ kind: 'liveness', ...late, deadline })))).split('\n');
      const at = lines.findIndex((line) => line.startsWith('▶'));
      assert.match(lines[at]!, /^▶ +9\.001000 s {2}deadline missed: is safe$/);
      assert.match(lines[at - 1]!, /^ {2} +1 .*label 1$/);
      assert.match(lines[at + 1]!, /^ {2} +2 .*label 2$/);
      assert.doesNotMatch(lines.join('\n'), /•/);
    });
  });

  it('is about the first of several violations', async () => {
    const text = await report(
      recordedRun(events(9), [violation({ step: 8, time: 8_000 }), violation({ name: 'isSafeToo', step: 2, time: 2_000 })]),
    );
    assert.match(text, /^▶ +2 /m);
    assert.match(text, /is safe too/);
  });

  it('leaves the middle of long chains out, and counts it', async () => {
    const text = await report(recordedRun(events(500), [violation({ step: 499, time: 499_000 })]));
    assert.match(text, /^• +0 .*label 0$/m);
    assert.match(text, /… \d+ events skipped/);
    assert.ok(text.split('\n').length < 75);
  });

  it('says where a handler threw, and on which way', async () => {
    const place = { file: `${process.cwd()}/lib/book.ts`, line: 3, column: 9 };
    const stack = [{ ...place }, { ...place, file: '/elsewhere/b.ts' }];
    const text = await report(recordedRun(events(1), [violation({ step: 0, time: 0, location: place, stack })]));
    assert.match(text, /^ {4}at lib\/book\.ts:3:9\n {4}at \/elsewhere\/b\.ts:3:9$/m);
  });

  it('names the faults that could have mattered', async () => {
    const text = await report(recordedRun(events(3), [violation({ step: 1, time: 1_000 })], {}, [fault('a', 500, 1), fault('b', 2_000)]));
    assert.match(text, /\{ crash: 'a', at: 0\.5 \}, {2}\/\/ struck at step 1/);
    assert.doesNotMatch(text, /crash: 'b'/);
  });

  it('is nothing when nothing was violated', async () => assert.equal(await report(recordedRun(events(3))), ''));
});
