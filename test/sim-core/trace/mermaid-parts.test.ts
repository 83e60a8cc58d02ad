import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { toMermaid, toMermaidParts, UndrawableSteps } from '../../../sim-core/trace/export/mermaid.ts';
import { everyKind, longTrace, SyntheticTrace } from '../../support/synthetic-trace.ts';

describe('a Mermaid diagram in parts', () => {
  it('is the diagram where one has room for all', () => {
    const trace = everyKind().builder.trace();
    assert.deepEqual(toMermaidParts(trace, 3, 40), [toMermaid(trace, 3, 40)]);
  });

  it('tells every step in order, each part within what Mermaid draws, with its number and its steps', () => {
    const trace = longTrace(6_000).trace();
    const parts = toMermaidParts(trace, 100, 6_000);
    assert.ok(parts.length > 2);
    let begin = 100;
    for (const [index, part] of parts.entries()) {
      assert.ok(part.length <= 50_000);
      const [, number, of, from, to] = /^sequenceDiagram\n {2}title part (\d+) of (\d+), steps (\d+) to (\d+)\n/.exec(part)!.map(Number);
      assert.deepEqual([number, of, from], [index + 1, parts.length, begin]);
      // Without its title it is what the same steps are by themselves.
      assert.equal(part.replace(/ {2}title.*\n/, ''), toMermaid(trace, from!, to! + 1));
      begin = to! + 1;
    }
    assert.equal(begin, 6_000);
  });

  it('is refused where nobody would look at so many, or a step has no room in one, and says what to do', () => {
    const wordy = new SyntheticTrace(['a']);
    for (let note = 0; note < 40_000; note++) wordy.event('note', { node: 'a', name: 'x'.repeat(150) });
    const trace = wordy.trace();
    assert.throws(() => toMermaidParts(trace, 0, 40_000), /are more than 100 Mermaid diagrams\. Select up to step \d+\./);
    const huge = new SyntheticTrace(['a']);
    huge.event('note', { node: 'a', name: 'x' });
    huge.event('note', { node: 'a', name: 'x'.repeat(100) });
    assert.deepEqual(toMermaidParts(huge.trace(), 0, 2).length, 1);
    const wide = new SyntheticTrace(Array.from({ length: 3_000 }, (_, index) => `a node with a rather long name ${index}`)).start();
    wide.event('stabilise');
    assert.throws(() => toMermaidParts(wide.trace(), 0, 1), UndrawableSteps);
    assert.throws(() => toMermaidParts(huge.trace(), 2, 2), /There are no steps from 2 to 2/);
  });
});

describe('the causal past of a step as Mermaid', () => {
  it('has what could have had to do with it and nothing else, and of a message that leads out of it what becomes of it', () => {
    const builder = new SyntheticTrace(['a', 'b', 'c']);
    const aside = builder.send('a', 'c', 'aside');
    const asked = builder.send('a', 'b', 'ask');
    builder.event('timer', { node: 'c', name: 'tick' });
    const seen = builder.deliver(asked);
    builder.deliver(aside);
    assert.deepEqual(
      toMermaidParts(builder.trace(), 0, builder.steps, { pastOf: seen })[0]!
        .trim()
        .split('\n')
        .slice(4)
        .map((line) => line.trim()),
      [`p0->>p2: ${aside} aside (arrives at step 4)`, `p0->>p1: ${seen} ask`],
    );
  });

  it('comes in shorter parts where they are to be drawn sooner', () => {
    const trace = longTrace(2_000).trace();
    const parts = toMermaidParts(trace, 0, 2_000, { most: 8_000 });
    assert.ok(parts.length > 5 && parts.every(({ length }) => length <= 8_000), String(parts.length));
    assert.match(parts[1]!, /^sequenceDiagram\n {2}title part 2 of /);
  });
});
