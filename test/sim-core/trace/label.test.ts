import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detailOf, labelOf, subjectOf } from '../../../sim-core/trace/label.ts';
import { SyntheticTrace } from '../../support/synthetic-trace.ts';

describe('the label of an event', () => {
  const builder = new SyntheticTrace(['a', 'b']);
  const send = builder.send('a', 'b', 'put', { key: 'k', seen: new Map([['a', 1n]]), blob: Uint8Array.of(255) });
  const drop = builder.drop(send, 'lost');
  const write = builder.event('write', { node: 'a', name: 'book\n1', value: { value: new Set(['x']) } });
  const deleted = builder.event('write', { node: 'a', name: 'book' });
  const invoke = builder.event('invoke', { node: 'a', name: 'put', value: { input: 5 } });
  const complete = builder.event('complete', { node: 'a', name: 'put', value: { status: 'ok', output: -0 } });
  const pause = builder.event('pause', { node: 'a', name: 'stall' });
  const remark = builder.event('note', { node: 'a', name: 'x'.repeat(500) });
  const trace = builder.trace();
  const steps = [send, drop, write, deleted, invoke, complete, pause];

  it('is its subject and what it carries', () => {
    assert.deepEqual(
      steps.map((step) => labelOf(trace, step)),
      [
        'put key: "k", seen: Map(1) {a → 1n}, blob: Uint8Array(1) ff',
        'put lost',
        'book\\n1 Set(1) {x}',
        'book deleted',
        'put 5',
        'put ok -0',
        'stall',
      ],
    );
  });

  it('can be had without its subject', () => {
    const fields = 'key: "k", seen: Map(1) {a → 1n}, blob: Uint8Array(1) ff';
    assert.deepEqual(
      steps.map((step) => detailOf(trace, step)),
      [fields, fields, 'Set(1) {x}', 'deleted', '5', 'ok -0', ''],
    );
  });

  it('has a subject that needs no values', () => {
    assert.deepEqual(
      [send, drop, remark].map((step) => subjectOf({ ...trace, values: [] }, step).slice(0, 20)),
      ['put', 'put lost', 'x'.repeat(20)],
    );
  });

  it('is never longer than a line', () => {
    assert.ok(labelOf(trace, remark).length <= 160);
  });
});
