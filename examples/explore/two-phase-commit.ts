import { node, nodesOf, safety, scenario, sometimes, violation, type World } from 'backstep';

/**
 * Two-phase commit as Gray and Lamport specify it, for every order of everything, and not for seeds: `backstep explore
 * examples/explore/two-phase-commit.ts` visits all 288 states that three resource managers have, and five have 8,832, as TLC and
 * Stateright count them for the specification `TwoPhase`. The handlers are ordinary ones; a sweep runs them too.
 *
 * The count is that of a certain abstraction, which is theirs:
 *
 * - Messages are a set that only grows, their `msgs`: what was once sent may arrive at any time and any number of times, and
 *   a message that never arrives is one that is lost. That is what `duplicate` means to an exploration, in which a
 *   probability says only that something may happen. Were each message taken off its link when it arrives, states would
 *   differ in which of them are still under way, and there would be more.
 * - A message that says nothing new changes nothing: `aborted` is no answer to a manager that has aborted, and `prepared`
 *   none to a transaction manager that has decided. So a handler leaves the state as it is there.
 * - What a node may do by itself is a timer, and a timer is set as long as that may be done: a manager may prepare or abort
 *   while it works, the transaction manager may abort until it has decided, and commit once all are prepared. What a timer's
 *   length is does not matter: time is only order.
 * - `prepared` holds the managers by name in one order, for a set has no order in which its members came.
 * - Nobody crashes, which a manager that never does anything more stands for.
 *
 * `alike` says that the managers may be taken for each other. It is left out of the first two scenarios, because the counts of
 * 288 and 8,832 are without symmetry; with it, five managers have far fewer.
 *
 * Gray and Lamport, "Consensus on Transaction Commit" (ACM TODS 31, 2006), appendix A.1.
 */

export type ToManager = { readonly type: 'commit' } | { readonly type: 'abort' };
export type ToTransactionManager = { readonly type: 'prepared' };

export type ManagerState = { phase: 'working' | 'prepared' | 'committed' | 'aborted' };

const manager = node<ToManager, ToTransactionManager>()({
  init(self): ManagerState {
    self.setTimer('prepare', '10ms');
    self.setTimer('chooseToAbort', '50ms');
    return { phase: 'working' };
  },
  on: {
    commit(state, _message, self) {
      state.phase = 'committed';
      self.cancelTimer('prepare');
      self.cancelTimer('chooseToAbort');
    },
    abort(state, _message, self) {
      state.phase = 'aborted';
      self.cancelTimer('prepare');
      self.cancelTimer('chooseToAbort');
    },
  },
  timers: {
    prepare(state, self) {
      state.phase = 'prepared';
      self.cancelTimer('chooseToAbort');
      self.send('transactionManager', { type: 'prepared' });
    },
    chooseToAbort(state, self) {
      state.phase = 'aborted';
      self.cancelTimer('prepare');
    },
  },
});

type TransactionManagerState = { decision: 'none' | 'commit' | 'abort'; prepared: Record<string, boolean> };

export const transactionManager = node<ToTransactionManager, ToManager>()({
  init(self): TransactionManagerState {
    self.setTimer('abort', '200ms');
    return { decision: 'none', prepared: Object.fromEntries(managersOf(self.nodes).map((name) => [name, false])) };
  },
  on: {
    prepared(state, _message, self, from) {
      if (state.decision !== 'none') return;
      state.prepared[from] = true;
      if (Object.values(state.prepared).every(Boolean)) self.setTimer('commit', '1ms');
    },
  },
  timers: {
    commit(state, self) {
      state.decision = 'commit';
      self.cancelTimer('abort');
      self.broadcast({ type: 'commit' }, managersOf(self.nodes));
    },
    abort(state, self) {
      state.decision = 'abort';
      self.cancelTimer('commit');
      self.broadcast({ type: 'abort' }, managersOf(self.nodes));
    },
  },
});

function managersOf(names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== 'transactionManager');
}

/** The states of the managers in a world. */
function phasesOf(nodes: World['nodes']): readonly ManagerState['phase'][] {
  return managersOf(Object.keys(nodes)).map((name) => (nodes[name] as ManagerState).phase);
}

export class CommitProperties {
  /** Their `TCConsistent`. */
  @safety static nobodyCommitsWhereAnotherAborts({ nodes }: World) {
    const phases = phasesOf(nodes);
    return phases.includes('committed') && phases.includes('aborted')
      ? violation('One has committed and another has aborted', { phases })
      : true;
  }

  @sometimes static allCommit({ nodes }: World) {
    return phasesOf(nodes).every((phase) => phase === 'committed');
  }

  @sometimes static allAbort({ nodes }: World) {
    return phasesOf(nodes).every((phase) => phase === 'aborted');
  }
}

/** What the scenarios have in common. */
export const common = {
  network: { duplicate: 0.2, latency: { min: '1ms', max: '300ms' } },
  duration: '2s',
  properties: [CommitProperties],
} as const;

export default scenario({
  name: 'two-phase commit with 3 resource managers',
  nodes: { ...nodesOf(3, 'manager', manager), transactionManager },
  ...common,
});

export const five = scenario({
  name: 'two-phase commit with 5 resource managers',
  nodes: { ...nodesOf(5, 'manager', manager), transactionManager },
  ...common,
});

export const fiveAlike = scenario({
  name: 'two-phase commit with 5 resource managers that are alike',
  nodes: { ...nodesOf(5, 'manager', manager), transactionManager },
  alike: [['manager1', 'manager2', 'manager3', 'manager4', 'manager5']],
  ...common,
});
