import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { firstDifferentStep, firstViolation, sourceOfStep } from '../../runner/source-of-step.ts';
import type { RecordedRun, ScenarioDescription } from '../../runner/protocol.ts';
import { columnsOver, BYTES_PER_EVENT } from '../../sim-core/trace/columns.ts';
import { KIND, NONE, NO_NODE, type EventKind } from '../../sim-core/trace/event.ts';

interface Told {
  readonly kind: EventKind;
  readonly node?: number;
  readonly name?: string;
  readonly cause?: number;
  readonly hash?: number;
}

const NODES = ['client', 'server'];

function recorded(events: readonly Told[], properties: RecordedRun['outcome']['properties'] = []): RecordedRun {
  const columns = new ArrayBuffer(events.length * BYTES_PER_EVENT);
  const { kind, node, peer, name, cause, value, hash } = columnsOver(columns, events.length, events.length);
  const strings = [...new Set(events.map((event) => event.name ?? ''))];
  events.forEach((event, step) => {
    kind[step] = KIND[event.kind];
    node[step] = event.node ?? NO_NODE;
    peer[step] = NO_NODE;
    name[step] = strings.indexOf(event.name ?? '');
    cause[step] = event.cause ?? NONE;
    value[step] = NONE;
    hash[step] = event.hash ?? step;
  });
  return {
    outcome: {
      scenario: 's',
      seed: 1,
      verdict: 'held',
      properties,
      events: events.length,
      simulatedMicroseconds: 1,
      hash: '0'.repeat(16),
      faults: {},
    },
    byzantine: {},
    nodes: NODES,
    strings,
    length: events.length,
    columns,
    faults: [],
    spans: new ArrayBuffer(0),
    forgeable: {},
  };
}

const at = (line: number) => ({ file: 'a.ts', line, column: 1 });
const HANDLERS: ScenarioDescription['handlers'] = {
  client: { init: at(1), 'on.reply': at(2), 'timers.ask': at(3) },
  server: { init: at(4), 'on.request': at(5) },
};

describe('the source of a step', () => {
  const run = recorded([
    { kind: 'start', node: 0 },
    { kind: 'timer', node: 0, name: 'ask', cause: 0 },
    { kind: 'send', node: 0, name: 'request', cause: 1 },
    { kind: 'deliver', node: 1, name: 'request', cause: 2 },
    { kind: 'write', node: 1, name: 'key', cause: 3 },
    { kind: 'send', node: 1, name: 'reply', cause: 3 },
    { kind: 'drop', node: 0, name: 'loss', cause: 5 },
    { kind: 'crash', node: 1 },
    { kind: 'restart', node: 1 },
    { kind: 'partition' },
    { kind: 'deliver', node: 0, name: 'unheard of' },
  ]);
  const lineOf = (step: number): number | undefined => sourceOfStep(run, step, HANDLERS)?.line;

  it('is the handler that ran at it', () => {
    assert.deepEqual([0, 1, 3, 8].map(lineOf), [1, 3, 5, 4]);
  });

  it('is the handler whose effect it is', () => {
    assert.deepEqual([2, 4, 5].map(lineOf), [3, 5, 5]);
  });

  it('is the handler that sent, for a message that was lost', () => {
    assert.equal(lineOf(6), 5);
  });

  it('is nowhere for what the world does by itself, and for a handler that is not known', () => {
    assert.deepEqual([7, 9, 10].map(lineOf), [undefined, undefined, undefined]);
  });
});

describe('the source of an answer', () => {
  const run = recorded([
    { kind: 'start', node: 0 },
    { kind: 'send', node: 0, name: 'put', cause: 0 },
    { kind: 'deliver', node: 1, name: 'put', cause: 1 },
    { kind: 'send', node: 1, name: 'done', cause: 2 },
    { kind: 'deliver', node: 0, name: 'done', cause: 3 },
    { kind: 'timer', node: 0, name: 'put timeout 2', cause: 1 },
    { kind: 'send', node: 1, name: 'done' },
    { kind: 'deliver', node: 0, name: 'done', cause: 6 },
  ]);
  const handlers = {
    client: { init: at(1), 'requests.put.answered': at(2), 'requests.put.gaveUp': at(3) },
    server: { init: at(4), 'on.put': at(5) },
  };
  const lineOf = (step: number): number | undefined => sourceOfStep(run, step, handlers)?.line;

  it('is what its node does about the request that it answers', () => {
    assert.equal(lineOf(4), 2);
  });

  it('is, for a request that nobody answered, what its node does then', () => {
    assert.equal(lineOf(5), 3);
  });

  it('is nowhere when the trace does not tell which request it answers', () => {
    assert.equal(lineOf(7), undefined);
  });
});

describe('the divergence of two runs', () => {
  const told = (hashes: readonly number[]): RecordedRun => recorded(hashes.map((hash) => ({ kind: 'note', node: 0, hash })));

  it('is the first step whose hashes differ', () => {
    assert.equal(firstDifferentStep(told([1, 2, 3]), told([1, 9, 3])), 1);
  });

  it('is the end of the shorter, when one is the beginning of the other', () => {
    assert.equal(firstDifferentStep(told([1, 2, 3]), told([1, 2])), 2);
  });

  it('is nowhere when they are the same', () => {
    assert.equal(firstDifferentStep(told([1, 2]), told([1, 2])), undefined);
  });
});

describe('the first violation', () => {
  it('is the earliest of all properties', () => {
    const run = recorded(
      [],
      [
        { name: 'late', kind: 'liveness', verdict: 'violated', step: 9 },
        { name: 'early', kind: 'safety', verdict: 'violated', step: 4 },
        { name: 'reached', kind: 'sometimes', verdict: 'held', step: 1 },
      ],
    );
    assert.equal(firstViolation(run), 4);
  });

  it('is nowhere when nothing is violated', () => {
    assert.equal(firstViolation(recorded([], [{ name: 'reached', kind: 'sometimes', verdict: 'held', step: 1 }])), undefined);
  });
});
