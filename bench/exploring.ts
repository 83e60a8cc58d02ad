import { BreadthFirst, ExploredWorld, modelOf } from '../sim-core/engine.ts';
import { five } from '../examples/explore/two-phase-commit.ts';
import { median, type Row } from './rows.ts';

const ROUNDS = 7;
const MANAGERS = ['manager1', 'manager2', 'manager3', 'manager4', 'manager5'];

/** What of the processor's own time an exploration takes. */
function milliseconds(explore: () => Explored): number {
  const started = process.cpuUsage();
  explore();
  return process.cpuUsage(started).user / 1_000;
}

interface Explored {
  readonly states: number;
  readonly transitions: number;
}

const model = modelOf(five);

function explored(everyOrder: boolean): Explored {
  const search = new BreadthFirst(new ExploredWorld(model, 0), { depth: Infinity, states: 100_000, everyOrder });
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

/**
 * How much longer it takes than a search written by hand: the whole of it, in which one order of transitions that commute is gone
 * through, and a transition, where all are, of which there are then as many.
 */
export function costOfExploring(): readonly Row[] {
  const [reduced, whole, theirs] = [explored(false), explored(true), exploredByHand()];
  if (whole.states !== theirs.states || whole.transitions !== theirs.transitions)
    throw new RangeError(
      `The search by hand is of another model: ${theirs.states} states and ${theirs.transitions} transitions, not ${whole.states} and ${whole.transitions}.`,
    );
  if (reduced.states !== whole.states) throw new RangeError(`Reduced there are ${reduced.states} states, and ${whole.states} otherwise.`);
  const measured = { reduced: [] as number[], whole: [] as number[], hand: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    measured.hand.push(milliseconds(exploredByHand));
    measured.reduced.push(milliseconds(() => explored(false)));
    measured.whole.push(milliseconds(() => explored(true)));
  }
  const [one, all, hand] = [median(measured.reduced), median(measured.whole), median(measured.hand)];
  const perTransition = (time: number, { transitions }: Explored): string => `${((time * 1_000) / transitions).toFixed(1)} µs`;
  const [states, left] = [theirs.states, theirs.transitions - reduced.transitions].map((count) => count.toLocaleString('en-US'));
  return [
    {
      what: `${states} states explored, against a search by hand`,
      measured: `${(one / hand).toFixed(1)} × (${one.toFixed(0)} ms, ${left} transitions left out; by hand ${hand.toFixed(0)} ms)`,
      target: '3 ×',
      met: one / hand <= 3,
    },
    {
      what: 'a transition of them without partial order reduction',
      measured: `${(all / hand).toFixed(1)} × (${perTransition(all, whole)}, by hand ${perTransition(hand, theirs)})`,
      target: '',
      met: true,
    },
  ];
}
