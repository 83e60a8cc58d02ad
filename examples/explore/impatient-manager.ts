import { node, nodesOf, scenario } from 'backstep';
import { common, transactionManager, type ManagerState, type ToManager, type ToTransactionManager } from './two-phase-commit.ts';

/**
 * Two-phase commit with a manager that does not wait for ever: having prepared, it aborts when it has heard nothing for a
 * while. That is the one thing that a prepared manager must not do, since the others may have committed with its consent.
 *
 * `backstep explore examples/explore/impatient-manager.ts` finds the shortest order in which it goes wrong, move by move, and
 * writes it as a trace with `--out`. `nobodyCommitsWhereAnotherAborts` catches it; `two-phase-commit.ts` is right, in which a
 * prepared manager waits.
 *
 * Gray and Lamport, "Consensus on Transaction Commit" (ACM TODS 31, 2006).
 */

const impatientManager = node<ToManager, ToTransactionManager>()({
  init(self): ManagerState {
    self.setTimer('prepare', '10ms');
    return { phase: 'working' };
  },
  on: {
    commit(state, _message, self) {
      state.phase = 'committed';
      self.cancelTimer('prepare');
      self.cancelTimer('giveUp');
    },
    abort(state, _message, self) {
      state.phase = 'aborted';
      self.cancelTimer('prepare');
      self.cancelTimer('giveUp');
    },
  },
  timers: {
    prepare(state, self) {
      state.phase = 'prepared';
      self.send('transactionManager', { type: 'prepared' });
      self.setTimer('giveUp', '150ms');
    },
    giveUp(state) {
      state.phase = 'aborted';
    },
  },
});

export default scenario({
  name: 'two-phase commit with managers that give up',
  nodes: { ...nodesOf(3, 'manager', impatientManager), transactionManager },
  ...common,
});
