import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mermaidDocument, partNames } from '../../extension/mermaid-document.ts';

const command = 'backstep run zombie.ts --seed 7 --at 9';
const subject = { scenario: 'zombie', seed: 7, verdict: 'violated', hash: '0123456789abcdef', from: 3, to: 9, command };

describe('a Markdown file of diagrams', () => {
  it('has the run, the way to it and a fence for each', () => {
    const text = mermaidDocument(subject, ['sequenceDiagram\n  a\n', 'sequenceDiagram\n  b\n']);
    assert.match(text, /^# zombie, seed 7: violated\n\nSteps 3 to 9 of the trace with hash `0123456789abcdef`\./);
    assert.match(text, /```sh\nbackstep run zombie\.ts --seed 7 --at 9\n```/);
    assert.deepEqual(text.match(/```mermaid\nsequenceDiagram\n {2}[ab]\n```/g)?.length, 2);
  });

  it('cannot be broken by what a scenario is called, or by what is in a diagram', () => {
    const text = mermaidDocument({ ...subject, scenario: 'a\n```\n<img src=x> [b](c)' }, ['sequenceDiagram\n  Note over p0: ````\n```\n']);
    assert.equal(text.split('\n')[0], '# a \\`\\`\\` \\<img src=x\\> \\[b\\]\\(c\\), seed 7: violated');
    assert.match(text, /`````mermaid\n[^]*\n`````\n/);
  });
});

describe('the files of several diagrams', () => {
  it('are numbered, so that they stand in order', () => {
    assert.deepEqual(partNames('/x/run.mmd', 1), ['/x/run.mmd']);
    assert.deepEqual(partNames('/x.y/run.mmd', 2), ['/x.y/run-1.mmd', '/x.y/run-2.mmd']);
    assert.equal(partNames('/x.y/run', 12)[2], '/x.y/run-03');
  });
});
