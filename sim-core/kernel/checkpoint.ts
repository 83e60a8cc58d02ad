import type { Microseconds } from '../base/units.ts';
import type { ChoicesState } from '../choices/choices.ts';
import type { AccountState } from '../faults/accounting.ts';
import type { PlannedFault } from '../faults/planned-fault.ts';
import type { HistoryMark } from '../judges/history.ts';
import type { JudgesState } from '../judges/judges.ts';
import type { NetworkState } from '../world/network.ts';
import type { ProcessState } from '../world/process.ts';
import type { AgendaState } from './agenda.ts';
import type { EventLogState } from './event-log.ts';
import type { LiarsState } from './liars.ts';
import type { Run } from './run.ts';
import type { StreamsState } from './streams.ts';
import type { ToleratedState } from './tolerated.ts';
import type { UnderWay } from './under-way.ts';

/** The whole world after a turn: what a simulation needs to go on exactly as the original run did. */
export interface Checkpoint {
  readonly time: Microseconds;
  readonly stabilised: boolean;
  readonly toStart: number;
  /** The run that it belongs to, and the faults of that run by name: a fork has others. */
  readonly run: Run;
  readonly plan: ReadonlyMap<string, PlannedFault>;
  readonly log: EventLogState;
  readonly agenda: AgendaState;
  readonly processes: readonly ProcessState[];
  readonly underWay: readonly (UnderWay | undefined)[];
  readonly network: NetworkState;
  readonly streams: StreamsState;
  readonly choices: ChoicesState;
  readonly history: HistoryMark;
  readonly judges: JudgesState;
  readonly account: AccountState;
  readonly liars: LiarsState;
  readonly tolerated: ToleratedState;
}
