import { node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';
import { weather } from './weather.ts';

/**
 * Egalitarian Paxos on three replicas (Moraru, Andersen and Kaminsky, SOSP 2013): whoever has a command leads it, and the replicas
 * agree for each command on those that it depends on, from which all execute in one order. Here no command commutes with another,
 * and the sequence numbers that break cycles are left out.
 *
 * Another replica takes a command over in a higher ballot: it asks a quorum what they know of it, and goes on with what was accepted in
 * the highest ballot. The specification and the implementation kept one ballot for each command, where Paxos has two: the
 * highest that was joined, and the one of the last vote. Who has only joined a ballot then looks as if it had accepted in it what it
 * accepted long before, and that is taken for newer than what a quorum has accepted since, and may have committed.
 *
 * Look for a replica that accepts, joins a higher ballot of another, and tells a third what it accepted, with that ballot.
 *
 * Sutra, "On the correctness of Egalitarian Paxos" (Information Processing Letters, 2020; arXiv 2019). The cure is `ballots: 'two'`.
 */
type Ballots = 'one' | 'two';

interface Instance {
  status: 'not seen' | 'pre-accepted' | 'accepted' | 'committed';
  /** The highest ballot that was joined, and the one in which the status was voted. */
  ballot: number;
  votedIn: number;
  command: string;
  dependsOn: readonly string[];
}

type Attributes = Pick<Instance, 'command' | 'dependsOn'>;

type Message =
  | ({ type: 'preAccept' | 'accept'; instance: string; ballot: number } & Attributes)
  | { type: 'preAccepted'; instance: string; ballot: number; dependsOn: readonly string[] }
  | { type: 'accepted'; instance: string; ballot: number }
  | ({ type: 'commit'; instance: string } & Attributes)
  | { type: 'prepare'; instance: string; ballot: number }
  | { type: 'prepared'; instance: string; ballot: number; known: Instance };

interface State {
  proposed: number;
  instances: Record<string, Instance>;
  /** What this replica leads or takes over, how far it has come, and what it knew when it began. */
  leads: Record<string, { ballot: number; asks: 'prepare' | 'preAccept' | 'accept'; knew?: Instance }>;
  /** What was committed since others were told of commits. */
  untold: string[];
}

/** Of three replicas two are a quorum, slow or fast: the first answer decides each phase, and who gave it is asked for the next. */
const COUNT = 3;
const COMMANDS = 6;
const NOTHING = 'nothing';

interface Self {
  readonly id: string;
  readonly disk: { write(key: string, value: unknown): void; sync(): void };
  broadcast(message: Message): void;
  send(to: string, message: Message): void;
}

function instanceOf(state: State, instance: string): Instance {
  return (state.instances[instance] ??= { status: 'not seen', ballot: 0, votedIn: 0, command: NOTHING, dependsOn: [] });
}

/** As no command commutes with another, each depends on all that is known. */
function dependencies(state: State, instance: string, others: readonly string[]): readonly string[] {
  return [...new Set([...others, ...Object.keys(state.instances)])].filter((other) => other !== instance).sort();
}

/** All that a replica says it has said for good. */
function keep(state: State, { disk }: Self): void {
  disk.write('kept', { proposed: state.proposed, instances: state.instances });
  disk.sync();
}

function vote(state: State, self: Self, instance: string, told: Partial<Instance> & { ballot: number }): void {
  Object.assign(instanceOf(state, instance), told, { votedIn: told.ballot });
  keep(state, self);
}

function startPhase1(
  state: State,
  self: Self,
  instance: string,
  { ballot, command, to }: { ballot: number; command: string; to: string },
): void {
  const dependsOn = dependencies(state, instance, []);
  vote(state, self, instance, { status: 'pre-accepted', ballot, command, dependsOn });
  state.leads[instance] = { ballot, asks: 'preAccept' };
  self.send(to, { type: 'preAccept', instance, ballot, command, dependsOn });
}

function startAccept(
  state: State,
  self: Self,
  instance: string,
  { ballot, command, dependsOn, to }: { ballot: number; to: string } & Attributes,
): void {
  vote(state, self, instance, { status: 'accepted', ballot, command, dependsOn });
  state.leads[instance] = { ballot, asks: 'accept' };
  self.send(to, { type: 'accept', instance, ballot, command, dependsOn });
}

function commit(state: State, self: Self, instance: string, { command, dependsOn }: Attributes): void {
  Object.assign(instanceOf(state, instance), { status: 'committed', command, dependsOn });
  keep(state, self);
  state.untold.push(instance);
}

/** Whether an answer is to what this replica asks last, and nobody else has taken the command over since. */
function isAwaited(state: State, { instance, ballot }: { instance: string; ballot: number }, asks: string): boolean {
  const { status, ballot: joined } = instanceOf(state, instance);
  const led = state.leads[instance];
  return led?.ballot === ballot && led.asks === asks && joined === ballot && status !== 'committed';
}

const replica = node<Message, Message, { ballots: Ballots }>()({
  init(self): State {
    self.setTimer('propose', self.randomInteger(1, 300));
    self.setTimer('recover', self.randomInteger(100, 300));
    self.setTimer('tell', 300);
    const { proposed, instances } = self.disk.read<Pick<State, 'proposed' | 'instances'>>('kept') ?? { proposed: 0, instances: {} };
    return { proposed, instances, leads: {}, untold: [] };
  },
  on: {
    preAccept(state, { instance, ballot, command, dependsOn }, self, from) {
      const { ballot: joined, status } = instanceOf(state, instance);
      if (ballot < joined || status === 'committed') return;
      const all = dependencies(state, instance, dependsOn);
      vote(state, self, instance, { status: 'pre-accepted', ballot, command, dependsOn: all });
      self.send(from, { type: 'preAccepted', instance, ballot, dependsOn: all });
    },
    preAccepted(state, { instance, ballot, dependsOn }, self, from) {
      if (!isAwaited(state, { instance, ballot }, 'preAccept')) return;
      const { command } = instanceOf(state, instance);
      // In the first ballot this is the fast path.
      if (ballot === 0) commit(state, self, instance, { command, dependsOn });
      else startAccept(state, self, instance, { ballot, command, dependsOn, to: from });
    },
    accept(state, { instance, ballot, command, dependsOn }, self, from) {
      const { ballot: joined, status } = instanceOf(state, instance);
      if (ballot < joined || status === 'committed') return;
      vote(state, self, instance, { status: 'accepted', ballot, command, dependsOn });
      self.send(from, { type: 'accepted', instance, ballot });
    },
    accepted(state, { instance, ballot }, self) {
      if (isAwaited(state, { instance, ballot }, 'accept')) commit(state, self, instance, instanceOf(state, instance));
    },
    commit(state, { instance, command, dependsOn }, self) {
      const known = instanceOf(state, instance);
      if (known.status === 'committed') return;
      Object.assign(known, { status: 'committed', command, dependsOn });
      keep(state, self);
    },
    prepare(state, { instance, ballot }, self, from) {
      const known = instanceOf(state, instance);
      if (known.status !== 'committed' && ballot <= known.ballot) return;
      const told = { ...known };
      join(state, self, instance, ballot);
      self.send(from, { type: 'prepared', instance, ballot, known: told });
    },
    prepared(state, { instance, ballot, known }, self, from) {
      if (!isAwaited(state, { instance, ballot }, 'prepare')) return;
      const told = [known, state.leads[instance]!.knew!];
      const committed = told.find(({ status }) => status === 'committed');
      if (committed) return commit(state, self, instance, committed);
      const [last] = told.filter(({ status }) => status === 'accepted').sort((a, b) => b.votedIn - a.votedIn);
      if (last) return startAccept(state, self, instance, { ...last, ballot, to: from });
      const preAccepted = told.filter(({ status }) => status === 'pre-accepted');
      const [one, other = one] = preAccepted;
      // A fast quorum may have committed just this, unless its leader is among those who answer, or it was told in a later ballot,
      // which cannot be seen where joining a ballot looks like voting in it.
      const isFirst = self.settings.ballots === 'one' || preAccepted.every(({ votedIn }) => votedIn === 0);
      const isLeader = [from, self.id].includes(instance.split('/')[0]!);
      if (one && isFirst && !isLeader && String(one.dependsOn) === String(other!.dependsOn))
        return startAccept(state, self, instance, { ...one, ballot, to: from });
      const command = preAccepted.map((each) => each.command).find((each) => each !== NOTHING);
      startPhase1(state, self, instance, { ballot, command: command ?? NOTHING, to: from });
    },
  },
  timers: {
    propose(state, self) {
      if (state.proposed >= COMMANDS) return;
      self.setTimer('propose', self.randomInteger(100, 500));
      state.proposed += 1;
      const instance = `${self.id}/${state.proposed}`;
      const dependsOn = dependencies(state, instance, []);
      vote(state, self, instance, { status: 'pre-accepted', ballot: 0, command: instance, dependsOn });
      state.leads[instance] = { ballot: 0, asks: 'preAccept' };
      // The fast quorum are two, and no others are asked: what one of them answers then decides.
      self.send(self.pick(self.peers), { type: 'preAccept', instance, ballot: 0, command: instance, dependsOn });
    },
    tell(state, self) {
      self.setTimer('tell', 300);
      for (const instance of state.untold) {
        const { command, dependsOn } = instanceOf(state, instance);
        self.broadcast({ type: 'commit', instance, command, dependsOn });
      }
      state.untold = [];
    },
    recover(state, self) {
      self.setTimer('recover', self.randomInteger(50, 250));
      const all = new Set(Object.entries(state.instances).flatMap(([instance, { dependsOn }]) => [instance, ...dependsOn]));
      const open = [...all].filter((instance) => instanceOf(state, instance).status !== 'committed');
      if (open.length === 0) return;
      const instance = self.pick(open);
      const knew = { ...instanceOf(state, instance) };
      const ballot = (Math.floor(knew.ballot / COUNT) + 1) * COUNT + self.nodes.indexOf(self.id);
      join(state, self, instance, ballot);
      state.leads[instance] = { ballot, asks: 'prepare', knew };
      self.broadcast({ type: 'prepare', instance, ballot });
    },
  },
});

function join(state: State, self: Self & { settings: { ballots: Ballots } }, instance: string, ballot: number): void {
  const known = instanceOf(state, instance);
  if (known.status === 'committed') return;
  known.ballot = ballot;
  if (self.settings.ballots === 'one') known.votedIn = ballot;
  keep(state, self);
}

const clusterOf = (ballots: Ballots) => nodesOf(COUNT, 'r', replica.with({ ballots }));
type Cluster = World<ReturnType<typeof clusterOf>>;

class EPaxosProperties {
  @safety({ memory: (): Record<string, string> => ({}) })
  static replicasCommitTheSame({ nodes }: Cluster, memory: Record<string, string>) {
    for (const [name, { instances }] of Object.entries(nodes)) {
      for (const [instance, { status, command, dependsOn }] of Object.entries(instances)) {
        if (status !== 'committed') continue;
        const text = `${command} after ${dependsOn.join(', ') || 'nothing'}`;
        const known = (memory[instance] ??= text);
        if (known !== text)
          return violation(`${name} commits ${instance} as ${text}, where it was committed as ${known}.`, { nodes: [name] });
      }
    }
    return true;
  }

  @sometimes static aCommandIsTakenOver({ nodes }: Cluster) {
    return Object.values(nodes).some(({ instances }) =>
      Object.values(instances).some(({ status, ballot, command }) => status === 'committed' && ballot > 0 && command !== NOTHING),
    );
  }
}

export const epaxos = scenario.matrix({ ballots: ['one', 'two'] }, ({ ballots }) =>
  scenario({
    name: `Egalitarian Paxos with ballots: ${ballots}`,
    nodes: clusterOf(ballots),
    network: { latency: { min: 1, max: 60 } },
    disk: { syncLatency: 1 },
    // As over TCP no message comes twice.
    nemesis: { crash: weather.crash, partition: weather.partition, pause: weather.pause, delay: weather.delay, loss: weather.loss },
    duration: '4s',
    stabilisesAt: '3500ms',
    properties: [EPaxosProperties],
  }),
);
