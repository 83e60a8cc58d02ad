import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FLAG } from '../../../sim-core/trace/event.ts';
import { toMermaid } from '../../../sim-core/trace/export/mermaid.ts';
import { everyKind, longTrace, safetyViolation, SyntheticTrace } from '../../support/synthetic-trace.ts';

const linesOf = (text: string): string[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.trim());

describe('the Mermaid export', () => {
  it('has an arrow for each message, at its delivery, with its step', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    const send = builder.send('a', 'b', 'ping', { n: 1 });
    builder.event('timer', { node: 'a', name: 'retry' });
    builder.deliver(send);
    builder.deliver(send, FLAG.duplicate);
    assert.deepEqual(linesOf(toMermaid(builder.trace(), 0, 4)), [
      'sequenceDiagram',
      'participant p0 as a',
      'participant p1 as b',
      'Note over p0: 1 timer retry',
      'p0->>p1: 2 ping n#58; 1',
      'p0->>p1: 3 ping n#58; 1 (duplicate)',
    ]);
  });

  it('ends a loss in a cross and says why', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    builder.drop(builder.send('a', 'b', 'ping'), 'partitioned');
    assert.deepEqual(linesOf(toMermaid(builder.trace(), 0, 2)).slice(3), ['p0-xp1: 1 ping partitioned']);
  });

  it('has a message whose other end lies outside of the window', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    const first = builder.send('a', 'b', 'first');
    const second = builder.send('b', 'a', 'second');
    builder.deliver(first);
    builder.deliver(second);
    assert.deepEqual(linesOf(toMermaid(builder.trace(), 1, 3)).slice(3), ['p1->>p0: 1 second (arrives at step 3)', 'p0->>p1: 2 first']);
  });

  it('says of a message that does not arrive in the window whether it is lost later, or never arrives', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    const lost = builder.send('a', 'b', 'lost');
    builder.send('b', 'a', 'slow');
    builder.drop(lost, 'partitioned');
    assert.deepEqual(linesOf(toMermaid(builder.trace(), 0, 2)).slice(3), [
      'p0-xp1: 0 lost (partitioned, step 2)',
      'p1->>p0: 1 slow (still under way at the end)',
    ]);
  });

  it('marks a violation with a band around its step, and says the sentence', () => {
    const { builder, violated } = everyKind();
    const text = toMermaid(
      builder.trace({ properties: [safetyViolation('atMostOneWriter', violated, 'two; wrote')] }),
      violated - 1,
      violated + 1,
    );
    const lines = linesOf(text);
    const band = lines.indexOf('rect rgba(229, 72, 77, 0.25)');
    assert.match(lines[band + 1]!, /^p2->>p1: 39 write /);
    assert.equal(lines[band + 2], 'Note over p0,p4: 39 safety violated, at most one writer. two#59; wrote');
    assert.equal(lines[band + 3], 'end');
  });

  it('has a deadline that passed stand behind the last event before it, with its time', () => {
    const builder = new SyntheticTrace(['a', 'b']);
    builder.event('timer', { node: 'a', name: 'retry' });
    builder.after(5_000_000).event('timer', { node: 'b', name: 'retry' });
    const deadline = { promised: 0, due: 3_000_000, suspended: [] };
    const missed = { name: 'progress', kind: 'liveness', verdict: 'violated', step: 0, time: 3_000_000, eventTime: 0, deadline } as const;
    assert.deepEqual(linesOf(toMermaid(builder.trace({ properties: [missed] }), 0, 2)).slice(3), [
      'Note over p0: 0 timer retry',
      'rect rgba(229, 72, 77, 0.25)',
      'Note over p0,p1: deadline missed at 3.000000 s, after step 0, progress.',
      'end',
      'Note over p1: 1 timer retry',
    ]);
  });

  it('notes everything else that happened', () => {
    const { builder } = everyKind();
    const text = toMermaid(builder.trace(), 0, builder.steps);
    for (const expected of [
      /Note over p4: 24 crash/,
      /Note over p0,p4: 12 partition lock, storage, client1 #124; client2, observer/,
      /Note over p2: 19 pause stall/,
      /Note over p0,p4: 45 stabilise/,
      /Note over p0: 8 write book/,
      /p0->>p3: 23 granted/,
    ]) {
      assert.match(text, expected);
    }
  });

  it('lets no sign through to which Mermaid gives a meaning', () => {
    const hostile = 'end; #1 %%{init}%% $$x$$ <img src=x onerror=alert(1)> `a` "b" \n end : -->> [c] {d} \u0007 \ud800';
    const builder = new SyntheticTrace([hostile, 'end', ' ']);
    builder.deliver(builder.send(hostile, 'end', hostile, { [hostile]: hostile }));
    builder.event('note', { node: ' ', name: hostile });
    for (const line of linesOf(toMermaid(builder.trace(), 0, 3)).slice(1)) {
      const shown = line.replace(/^participant p\d as |^p\d->>p\d: |^Note over p\d: /, '');
      assert.doesNotMatch(shown.replace(/#\d+;/g, ''), /[;#%$<>`":[\]{}\n\u0007]|\bend\b/);
    }
  });

  it('says which steps to select when it would be longer than Mermaid draws', () => {
    const trace = longTrace(5_000).trace();
    assert.throws(() => toMermaid(trace, 0, 5_000), /Steps 0 to 4999 are more than Mermaid draws.*Select up to step \d+\./);
    const end = Number(/up to step (\d+)/.exec(String(catching(() => toMermaid(trace, 0, 5_000))))![1]);
    assert.ok(toMermaid(trace, 0, end + 1).length <= 50_000);
  });

  it('refuses a window without a step', () => {
    const trace = longTrace(50).trace();
    for (const [from, to] of [
      [5, 5],
      [60, 70],
      [-1, 3],
      [0.5, 3],
    ] as const) {
      assert.throws(() => toMermaid(trace, from, to), /There are no steps/);
    }
  });
});

function catching(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
