import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { liveness, node, type Self } from 'backstep';
import { modelOf, runSeed } from '../../../sim-core/engine.ts';

type Ballot = { type: 'elect' | 'elected' | 'vote' | 'lead'; term: number };
interface Voter {
  term: number;
  voted: string;
  leads: boolean;
  votes: string[];
  heardAt: number;
}

/**
 * Elects leaders by majority, as Raft does, and without its remedy: whoever hears no leader stands for the next term, and
 * who hears of a later term follows. With `asksFirst` it stands only if somebody else misses the leader too (pre-vote;
 * Ongaro 2014, section 9.6).
 */
function voter(asksFirst: boolean): ReturnType<ReturnType<typeof node<Ballot, Ballot>>> {
  const wait = (self: Self<Ballot>): void => self.setTimer('alone', self.randomInteger(30, 60));
  const all = (self: Self<Ballot>, type: Ballot['type'], term: number): void => {
    for (const peer of self.peers) self.send(peer, { type, term });
  };
  const hears = (state: Voter, term: number): void => {
    if (term > state.term) Object.assign(state, { term, voted: '', leads: false });
  };
  const stand = (state: Voter, self: Self<Ballot>): void => {
    Object.assign(state, { term: state.term + 1, voted: self.id, leads: false, votes: [] });
    all(self, 'vote', state.term);
  };
  return node<Ballot, Ballot>()({
    init(self): Voter {
      wait(self);
      self.setTimer('lead', '10ms');
      const term = (self.disk.read('term') as number | undefined) ?? 0;
      return { term, voted: 'unknown', leads: false, votes: [], heardAt: -1_000 };
    },
    on: {
      // 'elect' asks whether a leader is missed, and 'elected' says that it is, or that a vote is given.
      elect(state, { term }, self, from) {
        if (!state.leads && self.monotonic() - state.heardAt > 30) self.send(from, { type: 'elected', term: -term - 1 });
      },
      vote(state, { term }, self, from) {
        hears(state, term);
        if (term < state.term || (state.voted !== '' && state.voted !== from)) return;
        state.voted = from;
        self.disk.write('term', term);
        self.disk.sync();
        wait(self);
        self.send(from, { type: 'elected', term });
      },
      elected(state, { term }, self, from) {
        if (term === -state.term - 1 && !state.leads) stand(state, self);
        if (term !== state.term || state.leads || state.voted !== self.id) return;
        if (!state.votes.includes(from)) state.votes.push(from);
        state.leads = true;
        all(self, 'lead', term);
      },
      lead(state, { term }, self) {
        hears(state, term);
        if (term < state.term) return;
        state.heardAt = self.monotonic();
        wait(self);
      },
    },
    timers: {
      alone(state, self) {
        wait(self);
        if (state.leads) return;
        if (asksFirst) all(self, 'elect', state.term);
        else stand(state, self);
      },
      lead(state, self) {
        if (state.leads) all(self, 'lead', state.term);
        self.setTimer('lead', '10ms');
      },
    },
  });
}

function election(asksFirst: boolean, core?: 'majority'): ReturnType<typeof modelOf> {
  const server = voter(asksFirst);
  const aLeaderStays = liveness({ within: '1s', memory: () => ({ who: '', since: 0 }) })(function aLeaderStays(
    { nodes, time }: { nodes: Record<string, Voter>; time: number },
    memory: { who: string; since: number },
  ) {
    const [first] = Object.keys(nodes)
      .filter((name) => nodes[name]!.leads)
      .sort((a, b) => nodes[b]!.term - nodes[a]!.term);
    const who = first === undefined ? '' : `${first} in ${nodes[first]!.term}`;
    if (who !== memory.who) Object.assign(memory, { who, since: time });
    return who !== '' && time - memory.since >= 300;
  });
  return modelOf({
    kind: 'backstep.scenario',
    scenario: {
      name: 'election',
      nodes: { a: server, b: server, c: server },
      network: { latency: { min: '1ms', max: '3ms' } },
      nemesis: {
        crash: { every: '200ms', for: ['5ms', '200ms'] },
        pause: { every: '300ms', for: ['10ms', '300ms'] },
        partition: { every: '300ms', for: ['20ms', '300ms'] },
        clog: { every: '400ms', for: ['10ms', '100ms'] },
      },
      stabilisesAt: '1s',
      duration: '3s',
      ...(core ? { core } : {}),
      properties: [aLeaderStays],
    },
  });
}

const SEEDS = 150;

function violated(model: ReturnType<typeof modelOf>): number {
  return Array.from({ length: SEEDS }, (_, seed) => runSeed(model, seed)).filter(({ verdict }) => verdict === 'violated').length;
}

/** Cloudflare lost its control plane to it on 2 November 2020: a partial partition that did not heal. */
describe('a live-lock of elections, with nobody planning a fault for it', () => {
  it('is found where a core is to make progress, though a link outside of it stays cut', () => {
    assert.ok(violated(election(false, 'majority')) > 0);
  });

  it('is not found where stabilisation heals everything', () => {
    assert.equal(violated(election(false)), 0);
  });

  it('does not befall who asks first whether anybody else misses the leader', () => {
    assert.equal(violated(election(true, 'majority')), 0);
  });
});
