import type { Microseconds } from '../base/units.ts';
import type { ChoicesState } from '../choices/choices.ts';
import type { AccountState } from '../faults/accounting.ts';
import type { HistoryMark } from '../judges/history.ts';
import type { JudgesState } from '../judges/judges.ts';
import type { NetworkState } from '../world/network.ts';
import type { ProcessState } from '../world/process.ts';
import type { AgendaState } from './agenda.ts';
import type { EventLogState } from './event-log.ts';
import type { UnderWay } from './under-way.ts';

/** The whole world after a turn: what a simulation needs to go on exactly as the original run did. */
export interface Checkpoint {
  readonly time: Microseconds;
  readonly stabilised: boolean;
  readonly toStart: number;
  /** The names of the faults that had their place in the agenda: a fork may have more. */
  readonly planned: readonly string[];
  readonly log: EventLogState;
  readonly agenda: AgendaState;
  readonly processes: readonly ProcessState[];
  readonly underWay: readonly (UnderWay | undefined)[];
  readonly network: NetworkState;
  readonly choices: ChoicesState;
  readonly history: HistoryMark;
  readonly judges: JudgesState;
  readonly account: AccountState;
}
