import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type ByzantineBehaviour, type Signed } from 'backstep';
import { tell } from '../story.ts';

type Vote = { type: 'vote'; vote: Signed<{ term: number }>; copied: Signed<{ term: number }> | null };

/** `a` signs a vote and tells all; `b` passes it on beside one of its own. Everybody keeps what it could verify. */
const voter = node<Vote>()({
  init(self) {
    if (self.id === 'a') self.broadcast({ type: 'vote', vote: self.sign({ term: 7 }), copied: null });
    return { from: {} as Record<string, boolean>, copies: [] as boolean[], terms: [] as number[], asAnother: [] as boolean[] };
  },
  on: {
    vote(state, { vote, copied }, self, from) {
      state.from[from] = self.verify(vote, from);
      state.terms.push(vote.term);
      state.asAnother.push(self.verify(vote, 'c'));
      if (copied) state.copies.push(self.verify(copied, 'a'));
      if (self.id === 'b' && from === 'a') self.send('c', { type: 'vote', vote: self.sign({ term: 8 }), copied: vote });
    },
  },
});

interface Verified {
  readonly from: Readonly<Record<string, boolean>>;
  readonly copies: readonly boolean[];
  readonly terms: readonly number[];
  readonly asAnother: readonly boolean[];
}

function verified(of: 'b' | 'c', byzantine: Readonly<Record<string, ByzantineBehaviour>> = {}, seed = 1): Verified {
  return tell({ a: voter, b: voter, c: voter }, { byzantine }, seed).state(of);
}

describe('a signature', () => {
  it('is verified as that of who made it, and of nobody else, also when somebody passes it on', () => {
    const { from, copies, asAnother } = verified('c');
    assert.deepEqual([from, copies, asAnother], [{ a: true, b: true }, [true], [false, false]]);
  });

  it('is void where another node has altered what was signed', () => {
    const { from, copies } = verified('c', { b: { behaviour: 'forge', fields: { term: 99 } } });
    assert.deepEqual(from, { a: true, b: true }, 'a liar signs what it says in its own name');
    assert.deepEqual(copies, [false]);
  });

  it('of an equivocating node is good on both of its stories', () => {
    const behaviour = { a: { behaviour: 'equivocate', fields: ['term'] } } as const;
    const [b, c] = [verified('b', behaviour), verified('c', behaviour)];
    assert.deepEqual([b.from['a'], c.from['a']], [true, true]);
    assert.notEqual(b.terms[0], c.terms[0]);
  });

  it('cannot be written by hand: it is another in each run', () => {
    const signer = node()({ init: (self) => ({ signed: self.sign({ term: 7 }) }), on: {} });
    const signatures = [1, 2, 3].map((seed) => tell({ a: signer }, {}, seed).state<{ signed: Signed<object> }>('a').signed.signature);
    assert.equal(new Set(signatures).size, 3);
  });

  it('is of plain data, whatever is asked to be verified is no mistake', () => {
    const asks = node()({ init: (self) => ({ is: self.verify(null as never, 'a') || self.verify({ signature: 'a:0' }, 'a') }), on: {} });
    assert.equal(tell({ a: asks }).state<{ is: boolean }>('a').is, false);
    const signs = node()({ init: (self) => ({ signed: self.sign({ at: new Date(0) }) }), on: {} });
    assert.throws(() => tell({ a: signs }), /Date/);
  });
});
