import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stepsThat } from '../../sim-core/trace/columns.ts';
import { detailOf } from '../../sim-core/trace/label.ts';
import { complaintOf, Matches, matchesOf, parseFilter } from '../../webview/model/filter.ts';
import { RunModel } from '../../webview/model/run-model.ts';
import { everyKind, panelRun } from '../support/synthetic-trace.ts';

const trace = everyKind().builder.trace();
const run = new RunModel(panelRun(trace));
const carrying = (text: string): Uint8Array => stepsThat(run.steps, (step) => detailOf(trace, step).toLowerCase().includes(text));

/** What a filter lets through, each as `kind name` at its node. */
function found(typed: string): string[] {
  const { terms, complaint } = parseFilter(typed);
  assert.equal(complaint, undefined);
  return Array.from(matchesOf(run, terms, carrying).steps, (step) =>
    [run.nodes[run.laneAt(step)] ?? 'world', run.kindAt(step), run.messageTypeAt(step)].join(' ').trim(),
  );
}

describe('a filter', () => {
  it('lets through the events of a node', () => {
    assert.ok(found('node:observer').every((text) => text.startsWith('observer ')));
    assert.equal(found('node:observer').length, 7);
  });

  it('lets through the messages of a type, sent, delivered and lost', () => {
    assert.deepEqual(found('type:report'), ['lock send report', 'observer drop report']);
  });

  it('lets through the kinds of events, faults and what they lose', () => {
    assert.deepEqual(found('kind:crash'), ['observer crash']);
    assert.deepEqual(found('fault:partition'), ['world partition lock, storage, client1 | client2, observer', 'lock drop acquire']);
    assert.deepEqual(found('fault:any kind:drop'), ['lock drop acquire', 'observer drop report']);
  });

  it('looks for a text in what stands in a row, and in what it carries', () => {
    assert.deepEqual(found('"token: 34" node:storage'), ['storage deliver write']);
    assert.deepEqual(found('WRITERS'), ['observer note two writers were seen']);
    assert.deepEqual(found('"no such thing"'), []);
  });

  it('turns round what has a minus before it, and lets through what fits all', () => {
    assert.equal(found('-node:observer').length + found('node:observer').length, run.steps);
    assert.deepEqual(found('type:write node:storage -"text 2" -"34"'), ['storage deliver write']);
  });

  it('says which field was meant, and which node, kind or fault', () => {
    assert.match(parseFilter('nod:lock').complaint ?? '', /There is no 'nod:'\. Did you mean `node`\?/);
    const complaint = (typed: string): string => complaintOf(run, parseFilter(typed).terms[0]!) ?? '';
    assert.match(complaint('node:storge'), /There is no node 'storge'\. Did you mean `storage`\?/);
    assert.match(complaint('kind:crsh'), /Did you mean `crash`\?/);
    assert.match(complaint('fault:los'), /Did you mean `loss`\?/);
    assert.equal(complaint('type:anything'), '');
  });

  it('leads from match to match, either way, and round', () => {
    const matches = new Matches(Uint8Array.of(0, 1, 0, 1, 1, 0));
    assert.deepEqual([...matches.steps], [1, 3, 4]);
    assert.deepEqual(
      [0, 1, 2, 4, 5].map((step) => matches.next(step, 1)),
      [1, 3, 3, 1, 1],
    );
    assert.deepEqual(
      [0, 1, 2, 4, 5].map((step) => matches.next(step, -1)),
      [4, 4, 1, 3, 4],
    );
    assert.equal(new Matches(new Uint8Array(6)).next(3, 1), undefined);
    assert.equal(new Matches(new Uint8Array(0)).next(0, -1), undefined);
  });
});
