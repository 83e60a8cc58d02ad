import { BreadthFirst, ExploredWorld, modelOf } from '../sim-core/engine.ts';
import { five } from '../examples/explore/two-phase-commit.ts';
import { median, type Row } from './rows.ts';

const ROUNDS = 7;
const MANAGERS = ['manager1', 'manager2', 'manager3', 'manager4', 'manager5'];

/** What of the processor's own time a transition takes, in microseconds. */
function microseconds(explore: () => Explored): number {
  const started = process.cpuUsage();
  const { transitions } = explore();
  return process.cpuUsage(started).user / transitions;
}

interface Explored {
  readonly states: number;
  readonly transitions: number;
}

const model = modelOf(five);

function explored(): Explored {
  const search = new BreadthFirst(new ExploredWorld(model, 0), { depth: Infinity, states: 100_000 });
  while (search.goOn(1_000));
  return search;
}

interface ByHand {
  readonly phases: Record<string, string>;
  decision: string;
  readonly prepared: Record<string, boolean>;
  /** What was ever sent, as `source>target type`. */
  readonly sent: string[];
  readonly timers: string[];
}

/**
 * The same two-phase commit as one would explore it for oneself: nodes with states of their own, a set of messages, a list of timers,
 * a copy for each successor, a text to tell states apart, and the invariant in each.
 */
function exploredByHand(): Explored {
  const start: ByHand = {
    phases: Object.fromEntries(MANAGERS.map((name) => [name, 'working'])),
    decision: 'none',
    prepared: Object.fromEntries(MANAGERS.map((name) => [name, false])),
    sent: [],
    timers: [...MANAGERS.flatMap((name) => [`${name} prepare`, `${name} chooseToAbort`]), 'transactionManager abort'],
  };
  const known = new Set([textOf(start)]);
  const toLeave = [start];
  let transitions = 0;
  for (const state of toLeave) {
    for (const timer of state.timers) visit(state, (next) => fire(next, timer));
    for (const message of state.sent) visit(state, (next) => deliver(next, message));
  }
  return { states: known.size, transitions };

  function visit(state: ByHand, move: (next: ByHand) => void): void {
    const next = structuredCopy(state);
    move(next);
    transitions += 1;
    const phases = Object.values(next.phases);
    if (phases.includes('committed') && phases.includes('aborted')) throw new RangeError('One has committed and another has aborted.');
    const text = textOf(next);
    if (known.has(text)) return;
    known.add(text);
    toLeave.push(next);
  }
}

function structuredCopy({ phases, decision, prepared, sent, timers }: ByHand): ByHand {
  return { phases: { ...phases }, decision, prepared: { ...prepared }, sent: sent.slice(), timers: timers.slice() };
}

function textOf({ phases, decision, prepared, sent, timers }: ByHand): string {
  return JSON.stringify([phases, decision, prepared, sent.slice().sort(), timers.slice().sort()]);
}

function fire(state: ByHand, timer: string): void {
  const [name, what] = timer.split(' ') as [string, string];
  cancel(state, timer);
  switch (what) {
    case 'prepare':
      state.phases[name] = 'prepared';
      cancel(state, `${name} chooseToAbort`);
      return send(state, `${name}>transactionManager prepared`);
    case 'chooseToAbort':
      state.phases[name] = 'aborted';
      return cancel(state, `${name} prepare`);
    case 'commit':
      state.decision = 'commit';
      cancel(state, 'transactionManager abort');
      return MANAGERS.forEach((manager) => send(state, `transactionManager>${manager} commit`));
    default:
      state.decision = 'abort';
      cancel(state, 'transactionManager commit');
      MANAGERS.forEach((manager) => send(state, `transactionManager>${manager} abort`));
  }
}

function deliver(state: ByHand, message: string): void {
  const [link, type] = message.split(' ') as [string, string];
  const [from, to] = link.split('>') as [string, string];
  if (type === 'prepared') {
    if (state.decision !== 'none') return;
    state.prepared[from] = true;
    const commit = 'transactionManager commit';
    if (Object.values(state.prepared).every(Boolean) && !state.timers.includes(commit)) state.timers.push(commit);
    return;
  }
  state.phases[to] = type === 'commit' ? 'committed' : 'aborted';
  cancel(state, `${to} prepare`);
  cancel(state, `${to} chooseToAbort`);
}

function send(state: ByHand, message: string): void {
  if (!state.sent.includes(message)) state.sent.push(message);
}

function cancel(state: ByHand, timer: string): void {
  const at = state.timers.indexOf(timer);
  if (at >= 0) state.timers.splice(at, 1);
}

/** How much longer a transition takes than in a search written by hand, of as many states and transitions. */
export function costOfExploring(): Row {
  const [ours, theirs] = [explored(), exploredByHand()];
  if (ours.states !== theirs.states || ours.transitions !== theirs.transitions)
    throw new RangeError(
      `The search by hand is of another model: ${theirs.states} states and ${theirs.transitions} transitions, not ${ours.states} and ${ours.transitions}.`,
    );
  const measured = { ours: [] as number[], hand: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    measured.hand.push(microseconds(exploredByHand));
    measured.ours.push(microseconds(explored));
  }
  const [own, hand] = [median(measured.ours), median(measured.hand)];
  return {
    what: `a transition of ${theirs.states.toLocaleString('en-US')} states explored, against a search by hand`,
    measured: `${(own / hand).toFixed(1)} × (${own.toFixed(1)} µs, by hand ${hand.toFixed(1)} µs)`,
    target: '3 ×',
    met: own / hand <= 3,
  };
}
