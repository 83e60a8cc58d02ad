import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { node, type ByzantineBehaviour, type Fault } from 'backstep';
import { modelOf } from '../../../sim-core/engine.ts';
import { tell, type Story } from '../story.ts';

type Say = { type: 'say'; n: number; leader: string; sure: boolean; text: string };
type Vote = { type: 'vote'; for: string };

/** Tells all others something every 10 ms, and keeps what it is told, by who told it. */
const speaker = node<Say>()({
  init(self) {
    self.setTimer('speak', 10);
    return { n: 0, heard: {} as Record<string, Say[]> };
  },
  on: {
    say(state, message, _self, from) {
      (state.heard[from] ??= []).push(message);
    },
  },
  timers: {
    speak(state, self) {
      state.n += 1;
      self.broadcast({ type: 'say', n: state.n, leader: 'b', sure: true, text: `text ${state.n}` });
      self.setTimer('speak', 10);
    },
  },
});

const five = { a: speaker, b: speaker, c: speaker, d: speaker, e: speaker };

function run(byzantine: Readonly<Record<string, ByzantineBehaviour>>, { seed = 1, faults = [] as readonly Fault[] } = {}): Story {
  return tell(five, { byzantine, faults, duration: '205ms', network: { latency: '1ms' } }, seed);
}

/** What a node heard from another, in order. */
const heard = (story: Story, by: string, from = 'a'): readonly Say[] => story.state<{ heard: Record<string, Say[]> }>(by).heard[from] ?? [];

const others = ['b', 'c', 'd', 'e'];
const truth = (n: number): Say => ({ type: 'say', n, leader: 'b', sure: true, text: `text ${n}` });
const isTrue = (said: Say): boolean => JSON.stringify(said) === JSON.stringify(truth(said.n));

describe('a node that equivocates', () => {
  it('tells one half the truth and all of the other half the same lie, in every broadcast', () => {
    for (let seed = 0; seed < 20; seed++) {
      const story = run({ a: { behaviour: 'equivocate' } }, { seed });
      const [b, c, d, e] = others.map((name) => heard(story, name)) as [Say[], Say[], Say[], Say[]];
      assert.ok(b.every(isTrue) && d.every(isTrue));
      assert.deepEqual(c, e);
      assert.ok(
        c.length > 15 && c.every(({ n, sure, leader, text }, at) => n !== at + 1 && !sure && leader === 'b' && text === `text ${at + 1}`),
      );
    }
  });

  it('sticks to a lie that it has told', () => {
    const fixed = node<Say>()({
      init(self) {
        self.setTimer('speak', 10);
        return { heard: {} as Record<string, Say[]> };
      },
      on: { say: (state, message, _self, from) => void (state.heard[from] ??= []).push(message) },
      timers: {
        speak(_state, self) {
          self.broadcast({ type: 'say', n: 7, leader: 'b', sure: true, text: 'x' });
          self.setTimer('speak', 10);
        },
      },
    });
    const story = tell({ a: fixed, b: fixed, c: fixed }, { byzantine: { a: { behaviour: 'equivocate' } }, duration: '200ms' }, 3);
    assert.equal(new Set(heard(story, 'c').map(({ n }) => n)).size, 1);
    assert.notEqual(heard(story, 'c')[0]!.n, 7);
  });

  it('has a single victim, who differs from seed to seed', () => {
    const victims = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const story = run({ a: { behaviour: 'equivocate', groups: 'one' } }, { seed });
      const lied = others.filter((name) => !heard(story, name).every(isTrue));
      assert.equal(lied.length, 1);
      victims.add(lied[0]!);
    }
    assert.deepEqual([...victims].sort(), others);
  });

  it('draws its groups, and tells each a lie of its own', () => {
    const shapes = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      const story = run({ a: { behaviour: 'equivocate', groups: 'drawn' } }, { seed });
      const versions = new Map<string, string>();
      for (const name of others) versions.set(JSON.stringify(heard(story, name)), name);
      assert.ok(versions.size <= 3);
      shapes.add(others.map((name) => [...versions.keys()].indexOf(JSON.stringify(heard(story, name)))).join(''));
    }
    assert.ok(shapes.size > 10, `${shapes.size} divisions`);
  });

  it('takes the groups that are written, and the fields: a node stays the name of a node', () => {
    const story = run({ a: { behaviour: 'equivocate', groups: [['b'], ['c', 'd']], fields: ['leader', 'text'] } });
    assert.ok(heard(story, 'e').every(isTrue));
    assert.deepEqual(heard(story, 'c'), heard(story, 'd'));
    for (const name of ['b', 'c']) {
      for (const { n, leader, text, sure } of heard(story, name)) {
        assert.ok(sure && leader !== 'b' && Object.keys(five).includes(leader) && text !== `text ${n}`);
        assert.equal(typeof n, 'number');
      }
    }
  });
});

describe('a node that equivocates about fields that are drawn', () => {
  it('alters the same few fields throughout a run, and others in another', () => {
    const altered = (seed: number): string => {
      const story = run({ a: { behaviour: 'equivocate', fields: 'drawn', groups: [['b']] } }, { seed });
      const said = heard(story, 'b').map((message, at) =>
        Object.entries(truth(at + 1)).filter(([key, value]) => message[key as keyof Say] !== value),
      );
      assert.equal(new Set(said.map((fields) => fields.map(([key]) => key).join())).size, 1);
      return said[0]!.map(([key]) => key).join();
    };
    assert.ok(new Set(Array.from({ length: 30 }, (_, seed) => altered(seed))).size > 5);
  });
});

describe('nodes that collude', () => {
  it('tell each other the truth and everybody else the same lie', () => {
    const lie = (name: string): ByzantineBehaviour => ({ behaviour: 'collude', with: [name], groups: [['c', 'd', 'e']] });
    const story = run({ a: lie('b'), b: lie('a') });
    assert.ok(heard(story, 'b').every(isTrue) && heard(story, 'a', 'b').every(isTrue));
    assert.deepEqual(heard(story, 'c'), heard(story, 'e'));
    assert.deepEqual(heard(story, 'c'), heard(story, 'c', 'b'));
    assert.ok(!heard(story, 'c').some(isTrue));
  });
});

describe('a node that is selective', () => {
  it('tells its victims nothing and the others the truth', () => {
    const story = run({ a: { behaviour: 'selective', victims: ['c', 'e'] } });
    assert.deepEqual(
      others.map((name) => heard(story, name).length > 0),
      [true, false, true, false],
    );
    assert.ok(heard(story, 'b').every(isTrue));
  });

  it('does to them what it is told to do', () => {
    const story = run({ a: { behaviour: 'selective', victims: ['c'], does: { behaviour: 'forge', fields: { n: -5 } } } });
    assert.deepEqual([...new Set(heard(story, 'c').map(({ n }) => n))], [-5]);
    assert.ok(heard(story, 'b').every(isTrue));
  });
});

describe('a node that delays', () => {
  it('says the truth, late', () => {
    const story = run({ a: { behaviour: 'delay', by: '50ms' } });
    const sent = story.events.filter(({ kind, node: of }) => kind === 'send' && of === 'a');
    assert.deepEqual([...new Set(sent.map(({ time }) => (time / 1_000) % 10))], [0]);
    assert.equal(sent[0]!.time, 60_000);
    assert.ok(heard(story, 'b').every(isTrue));
    assert.equal(story.outcome.faults.byzantine!.observed, 80);
  });

  it('overtakes itself where some messages are held back', () => {
    const story = run({ a: { behaviour: 'delay', by: ['5ms', '60ms'], chance: 0.5 } });
    const numbers = heard(story, 'b').map(({ n }) => n);
    assert.notDeepEqual(
      numbers,
      [...numbers].sort((one, other) => one - other),
    );
  });
});

describe('a node that forges drawn values', () => {
  it('writes values of the type that the field has', () => {
    for (const values of ['near', 'seen', 'extreme', undefined] as const) {
      const story = run({ a: { behaviour: 'forge', fields: ['n', 'leader', 'sure', 'text'], ...(values ? { values } : {}) } });
      const said = heard(story, 'c');
      assert.ok(said.length > 0 && !said.some(isTrue));
      for (const { n, leader, sure, text } of said) {
        assert.deepEqual([typeof n, typeof sure, typeof text], ['number', 'boolean', 'string']);
        assert.ok(Object.keys(five).includes(leader));
      }
    }
  });

  it('takes what it has seen elsewhere, and the ends of the type', () => {
    const seen = heard(run({ a: { behaviour: 'forge', fields: ['text'], values: 'seen' } }), 'c').slice(1);
    assert.ok(seen.length > 10 && seen.every(({ n, text }) => /^text \d+$/.test(text) && text !== `text ${n}`));
    const extreme = heard(run({ a: { behaviour: 'forge', fields: ['n'], values: 'extreme' } }), 'c');
    assert.ok(extreme.some(({ n }) => n === 999_999) && extreme.some(({ n }) => n === Number.MAX_SAFE_INTEGER));
  });

  it('leaves what it is not to alter, and does it as often as it is told', () => {
    const said = heard(run({ a: { behaviour: 'forge', fields: 'all', values: 'near', chance: 0.5 } }), 'c');
    const lies = said.filter(({ sure }) => !sure).length;
    assert.ok(lies > 3 && lies < 17, `${lies} lies`);
    assert.ok(said.every(({ text }) => text.startsWith('text')));
  });
});

describe('a node that replays', () => {
  it('says again what it has said', () => {
    const said = heard(run({ a: { behaviour: 'replay', chance: 0.7 } }), 'c');
    assert.ok(said.every(isTrue));
    assert.ok(said.some(({ n }, at) => n < at + 1));
    assert.ok(new Set(said.map(({ n }) => n)).size < said.length);
  });
});

/** Votes once: for who asks first. */
const voter = node<Vote | { type: 'granted' }>()({
  init(self) {
    if (self.id !== 'v') self.setTimer('ask', self.id === 'x' ? 10 : 20);
    return { votedFor: null as string | null, others: 0, votes: 0 };
  },
  on: {
    vote(state, message, self, from) {
      state.others += 1;
      if (state.votedFor !== null && state.votedFor !== message.for) return;
      state.votedFor = message.for;
      self.send(from, { type: 'granted' });
    },
    granted: (state) => void (state.votes += 1),
  },
  timers: { ask: (_state, self) => self.send('v', { type: 'vote', for: self.id }) },
});

describe('a node that has amnesia', () => {
  const votes = (byzantine: Readonly<Record<string, ByzantineBehaviour>>): Story =>
    tell({ v: voter, x: voter, y: voter }, { byzantine, duration: '100ms', network: { latency: '1ms' } }, 1);
  const given = (story: Story): number => ['x', 'y'].filter((name) => story.state<{ votes: number }>(name).votes > 0).length;

  it('votes twice', () => {
    assert.equal(given(votes({})), 1);
    const story = votes({ v: { behaviour: 'amnesia', chance: 1 } });
    assert.equal(given(story), 2);
    assert.equal(story.state<{ others: number }>('v').others, 1);
    assert.deepEqual(story.of('forget').length, 2);
  });

  it('forgets the fields that it is told to', () => {
    const story = votes({ v: { behaviour: 'amnesia', chance: 1, fields: ['votedFor'] } });
    assert.equal(given(story), 2);
    assert.equal(story.state<{ others: number }>('v').others, 2);
  });

  it('is refused where it is to forget what its state does not have', () => {
    assert.throws(
      () => votes({ v: { behaviour: 'amnesia', chance: 1, fields: ['votedFro'] } }),
      (error: { message: string; cure: string }) =>
        /byzantine\.v forgets `votedFro`/.test(error.message) && error.cure.includes('Did you mean `votedFor`?'),
    );
  });
});

describe('a node that misreports', () => {
  it('says what its state was at the beginning', () => {
    const story = run({ a: { behaviour: 'misreport' } });
    // It hears the others at 11 ms, when it has spoken once.
    assert.deepEqual([...new Set(heard(story, 'c').map(({ n }) => n))], [1]);
  });
});

describe('a fault that makes a node lie', () => {
  const faults: readonly Fault[] = [{ at: '55ms', byzantine: 'a', lie: { behaviour: 'forge', fields: { n: -1 } }, for: '50ms' }];

  it('begins, ends, and is told', () => {
    const story = run({}, { faults });
    assert.deepEqual(
      heard(story, 'b')
        .map(({ n }, at) => (n === -1 ? at + 1 : 0))
        .filter((n) => n > 0),
      [6, 7, 8, 9, 10],
    );
    assert.deepEqual(story.outcome.faults.byzantine, { requested: 1, struck: 1, observed: 20 });
    assert.equal(story.of('lie').length, 2);
  });

  it('is ended by stabilisation, but not where it lasts for ever', () => {
    const lies = (lasting: '1s' | 'ever'): number =>
      heard(
        tell(five, {
          faults: [{ at: '5ms', byzantine: 'a', lie: { behaviour: 'forge', fields: { n: -1 } }, for: lasting }],
          duration: '205ms',
          stabilisesAt: '100ms',
          network: { latency: '1ms' },
        }),
        'b',
      ).filter(({ n }) => n === -1).length;
    assert.deepEqual([lies('1s'), lies('ever')], [9, 20]);
  });

  it('is drawn by a nemesis, of any behaviour, for no more nodes than it may strike', () => {
    const behaviours = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const drawn = { nemesis: { byzantine: { every: '30ms', for: ['10ms', '40ms'], most: 1 } }, duration: '205ms' } as const;
      const story = tell(five, drawn, seed);
      const { faults: found } = story.recording.trace;
      assert.ok(new Set(found.map(({ node: of }) => of)).size <= 1);
      for (const { label } of found) behaviours.add(label);
      // What it drew is data to paste.
      const pasted = tell(
        five,
        { faults: found.map(({ line }) => new Function(`return ${line.slice(0, -1)}`)() as Fault), duration: '205ms', stabilisesAt: '1h' },
        seed,
      );
      assert.equal(pasted.outcome.events, story.outcome.events);
    }
    assert.deepEqual([...behaviours].sort(), ['amnesia', 'delay', 'equivocate', 'forge', 'misreport', 'replay', 'selective', 'silent']);
  });
});

describe('a lie that makes no sense', () => {
  const cases: readonly (readonly [object, RegExp, string])[] = [
    [{ behaviour: 'equivocate', groups: 'halvs' }, /`groups` of byzantine\.a is 'halvs'/, 'halves'],
    [{ behaviour: 'equivocate', groups: [['b'], ['b', 'c']] }, /has 'b' in two groups/, ''],
    [{ behaviour: 'equivocate', groups: [['bb']] }, /names the node 'bb'/, 'b'],
    [{ behaviour: 'equivocate', fields: ['type'] }, /name `type`/, ''],
    [{ behaviour: 'equivocate', fields: 'n' }, /are not a list of names/, ''],
    [{ behaviour: 'selective', victims: 'hlaves' }, /`victims` of byzantine\.a is 'hlaves'/, 'halves'],
    [{ behaviour: 'selective', does: { behaviour: 'silnet' } }, /byzantine\.a\.does is/, 'silent'],
    [{ behaviour: 'selective', does: { behaviour: 'amnesia' } }, /is amnesia, which has no victims/, ''],
    [{ behaviour: 'delay', by: ['2s', '1s'] }, /goes from 2s down to 1s/, ''],
    [{ behaviour: 'delay' }, /`by` of byzantine\.a is missing/, ''],
    [{ behaviour: 'replay', chance: 2 }, /`chance` of byzantine\.a is 2, which is not a probability/, ''],
    [{ behaviour: 'collude' }, /colludes, but with nobody/, ''],
    [{ behaviour: 'collude', with: ['z'] }, /names the node 'z'/, ''],
    [{ behaviour: 'forge' }, /forges, but no fields/, ''],
    [{ behaviour: 'forge', fields: ['n'], values: 'sene' }, /`values` of byzantine\.a are 'sene'/, 'seen'],
    [{ behaviour: 'forge', fields: { n: 1 }, values: 'near' }, /and `values` too/, ''],
  ];
  for (const [lie, message, near] of cases) {
    it(`is refused with its path: ${JSON.stringify(lie)}`, () => {
      const scenario = { name: 's', nodes: five, byzantine: { a: lie }, duration: '1s', properties: [] };
      assert.throws(
        () => modelOf({ kind: 'backstep.scenario', scenario }),
        (error: { message: string; cure: string }) =>
          message.test(error.message) && (near === '' || error.cure.includes(`Did you mean \`${near}\`?`)),
      );
    });
  }

  it('is refused in a fault and in a nemesis', () => {
    const refuses = (rest: object, message: RegExp): void => {
      const scenario = { name: 's', nodes: five, duration: '1s', properties: [], ...rest };
      assert.throws(() => modelOf({ kind: 'backstep.scenario', scenario }), message);
    };
    refuses({ faults: [{ at: 0, byzantine: 'a', lie: { behaviour: 'rude' }, for: '1s' }] }, /The `lie` of faults\[0\] is/);
    refuses({ nemesis: { byzantine: { every: '1s', for: '1s', most: 6 } } }, /The `most` of nemesis\.byzantine is 6/);
    refuses({ nemesis: { byzantine: { every: '1s', for: '1s', lies: [{ behaviour: 'delay' }] } } }, /nemesis\.byzantine\.lies\[0\]/);
  });
});
