import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { movedLine } from '../../extension/moved-line.ts';
import { RunSources } from '../../extension/run-sources.ts';

const BEFORE = ['import', 'on: {', '  ping() {}', '  pong() {}', '}', 'end'].join('\n');

describe('a line of a source that was edited', () => {
  const cases: readonly (readonly [what: string, now: string, line: number, expected: number])[] = [
    ['stays where it is above an edit', BEFORE.replace('end', 'more\nend'), 3, 3],
    ['moves down with what was written above it', `// one\n// two\n${BEFORE}`, 3, 5],
    ['moves up with what was taken away above it', BEFORE.replace('import\n', ''), 4, 3],
    ['is found between two edits', `// one\n${BEFORE}\nlast`, 4, 5],
    ['is found where lines were exchanged', BEFORE.replace('  ping() {}\n  pong() {}', '  pong() {}\n  ping() {}'), 3, 4],
    ['is expected where it was when it was changed itself', BEFORE.replace('ping', 'pang'), 3, 3],
    ['is within the text when all of it is gone', '', 6, 1],
    ['is the same whatever ends the lines', BEFORE.replaceAll('\n', '\r\n'), 4, 4],
  ];
  for (const [what, now, line, expected] of cases) {
    it(what, () => assert.equal(movedLine(BEFORE, now, line), expected));
  }
});

describe('the sources of a run', () => {
  const sources = new RunSources(new Map([['/a.ts', BEFORE]]));

  it('are edited when they say something else, and no longer when that is undone', () => {
    assert.equal(sources.isEdited('/a.ts', `${BEFORE} `), true);
    assert.equal(sources.isEdited('/a.ts', BEFORE), false);
    assert.equal(sources.isEdited('/a.ts', BEFORE.replaceAll('\n', '\r\n')), false);
    assert.equal(sources.isEdited('/another.ts', ''), false);
  });

  it('lead to where a handler stands now', () => {
    assert.deepEqual(sources.placeNow({ file: '/a.ts', line: 3, column: 7 }, `\n${BEFORE}`), { file: '/a.ts', line: 4, column: 7 });
  });
});
