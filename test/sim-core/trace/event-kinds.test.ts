import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FLAG } from '../../../sim-core/trace/event-flags.ts';
import { appearanceOf, EVENT_FACTS, EVENT_KINDS, handlerAt, KIND } from '../../../sim-core/trace/event-kinds.ts';

describe('the catalogue of event kinds', () => {
  it('keeps the positions that traces were stored with', () => {
    assert.deepEqual(EVENT_KINDS.slice(0, 19), [
      'start',
      'send',
      'deliver',
      'drop',
      'timer',
      'crash',
      'restart',
      'pause',
      'resume',
      'finish',
      'write',
      'sync',
      'note',
      'invoke',
      'complete',
      'partition',
      'heal',
      'fault',
      'stabilise',
    ]);
    for (const [index, kind] of EVENT_KINDS.entries()) assert.equal(KIND[kind], index);
  });

  it('has every kind once, each with a sentence of its own for the legend', () => {
    assert.equal(new Set(EVENT_KINDS).size, EVENT_KINDS.length);
    assert.equal(new Set(EVENT_FACTS.map(({ legend }) => legend)).size, EVENT_FACTS.length);
  });

  it('knows what is an end of a message, and which handler runs', () => {
    assert.deepEqual(
      EVENT_FACTS.filter(({ message }) => message !== undefined).map(({ kind }) => kind),
      ['send', 'deliver', 'drop'],
    );
    assert.deepEqual(
      [handlerAt('start', ''), handlerAt('deliver', 'ping'), handlerAt('timer', 'tick'), handlerAt('send', 'ping')],
      ['init', 'on.ping', 'timers.tick', undefined],
    );
  });

  it('tells otherwise what a flag makes something else', () => {
    assert.deepEqual(
      [appearanceOf('pause', 0).glyph, appearanceOf('pause', FLAG.stall).glyph, appearanceOf('resume', FLAG.stall).glyph],
      ['pause', 'stall', 'resume'],
    );
    assert.deepEqual(
      [appearanceOf('fault', 0).aside, appearanceOf('fault', FLAG.ends).aside, appearanceOf('send', FLAG.ends).aside],
      [undefined, 'ends', undefined],
    );
  });
});
