import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { didYouMean, nearest } from '../../../sim-core/base/nearest.ts';

const KNOWN = ['crash', 'restart', 'pause', 'partition', 'loss', 'clog', 'clock'];

describe('the nearest word', () => {
  it('is found over a letter too few, too many, another, or two exchanged, in any case', () => {
    for (const [word, meant] of [
      ['crsh', 'crash'],
      ['craash', 'crash'],
      ['crush', 'crash'],
      ['carsh', 'crash'],
      ['CRASH', 'crash'],
      ['partitoin', 'partition'],
      ['los', 'loss'],
      ['clck', 'clock'],
    ]) {
      assert.equal(nearest(word!, KNOWN), meant);
    }
  });

  it('is itself where it is known', () => {
    for (const word of KNOWN) assert.equal(nearest(word, KNOWN), word);
  });

  it('is none where nothing is near', () => {
    for (const word of ['earthquake', '', 'x', 'pt', 'stop']) assert.equal(nearest(word, KNOWN), undefined, word);
    assert.equal(nearest('crash', []), undefined);
  });

  it('is the first of those that are equally near', () => {
    assert.equal(nearest('clo', ['clog', 'cloc']), 'clog');
  });

  it('is asked for in a sentence, which names what is known either way', () => {
    assert.equal(didYouMean('crsh', ['crash', 'clog']), 'Did you mean `crash`? Known are crash, clog.');
    assert.equal(didYouMean('earthquake', ['crash', 'clog']), 'Known are crash, clog.');
  });
});
