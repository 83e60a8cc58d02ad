import { burstLoss, type BurstLossTypes } from './burst-loss.ts';
import { byzantine, type ByzantineTypes } from './byzantine.ts';
import { clog, type ClogTypes } from './clog.ts';
import { clock, type ClockTypes } from './clock.ts';
import { corrupt, type CorruptTypes } from './corrupt.ts';
import { crash, type CrashTypes } from './crash.ts';
import { delay, type DelayTypes } from './delay.ts';
import { duplicate, type DuplicateTypes } from './duplicate.ts';
import { heal, type HealTypes } from './heal.ts';
import { loss, type LossTypes } from './loss.ts';
import { memory, type MemoryTypes } from './memory.ts';
import { partition, type PartitionTypes } from './partition.ts';
import { pause, type PauseTypes } from './pause.ts';
import { reorder, type ReorderTypes } from './reorder.ts';
import { restart, type RestartTypes } from './restart.ts';
import { swizzle, type SwizzleTypes } from './swizzle.ts';
import { slow, type SlowTypes } from './slow.ts';
import { stall, type StallTypes } from './stall.ts';
import { drift, type DriftTypes } from './drift.ts';
import { clockFreeze, type ClockFreezeTypes } from './clock-freeze.ts';
import { clockStrobe, type ClockStrobeTypes } from './clock-strobe.ts';
import { clockJitter, type ClockJitterTypes } from './clock-jitter.ts';
import { leapSecond, type LeapSecondTypes } from './leap-second.ts';
import { falseInterval, type FalseIntervalTypes } from './false-interval.ts';
import { diskLoss, type DiskLossTypes } from './disk-loss.ts';
import { bitRot, type BitRotTypes } from './bit-rot.ts';
import {
  diskFull,
  failedSync,
  lostWrites,
  lyingSync,
  misdirectedWrites,
  readErrors,
  type DiskFullTypes,
  type FailedSyncTypes,
  type LostWritesTypes,
  type LyingSyncTypes,
  type MisdirectedWritesTypes,
  type ReadErrorsTypes,
} from './disk-trouble.ts';
import { powerLoss, type PowerLossTypes } from './power-loss.ts';
import { restartLoop, type RestartLoopTypes } from './restart-loop.ts';
import { tornWrites, type TornWritesTypes } from './torn-writes.ts';
import { upgrade, type UpgradeTypes } from './upgrade.ts';
import type { FaultCatalogue } from './registry.ts';

/** What authors write, by kind. A new kind has its line here, and the one below. */
export interface FaultTypes<Name extends string> {
  crash: CrashTypes<Name>;
  restart: RestartTypes<Name>;
  pause: PauseTypes<Name>;
  stall: StallTypes<Name>;
  partition: PartitionTypes<Name>;
  heal: HealTypes<Name>;
  clog: ClogTypes<Name>;
  swizzle: SwizzleTypes<Name>;
  loss: LossTypes<Name>;
  burstLoss: BurstLossTypes<Name>;
  corrupt: CorruptTypes<Name>;
  duplicate: DuplicateTypes<Name>;
  reorder: ReorderTypes<Name>;
  delay: DelayTypes<Name>;
  clock: ClockTypes<Name>;
  drift: DriftTypes<Name>;
  clockFreeze: ClockFreezeTypes<Name>;
  clockStrobe: ClockStrobeTypes<Name>;
  clockJitter: ClockJitterTypes<Name>;
  leapSecond: LeapSecondTypes<Name>;
  falseInterval: FalseIntervalTypes<Name>;
  byzantine: ByzantineTypes<Name>;
  slow: SlowTypes<Name>;
  upgrade: UpgradeTypes<Name>;
  powerLoss: PowerLossTypes<Name>;
  restartLoop: RestartLoopTypes<Name>;
  diskLoss: DiskLossTypes<Name>;
  lyingSync: LyingSyncTypes<Name>;
  lostWrites: LostWritesTypes<Name>;
  misdirectedWrites: MisdirectedWritesTypes<Name>;
  tornWrites: TornWritesTypes<Name>;
  failedSync: FailedSyncTypes<Name>;
  diskFull: DiskFullTypes<Name>;
  readErrors: ReadErrorsTypes<Name>;
  bitRot: BitRotTypes<Name>;
  memory: MemoryTypes<Name>;
}

/** All kinds of fault, in the order of reports. */
export const FAULTS: FaultCatalogue<FaultTypes<string>> = {
  crash,
  restart,
  pause,
  stall,
  partition,
  heal,
  clog,
  swizzle,
  loss,
  burstLoss,
  corrupt,
  duplicate,
  reorder,
  delay,
  clock,
  drift,
  clockFreeze,
  clockStrobe,
  clockJitter,
  leapSecond,
  falseInterval,
  byzantine,
  slow,
  upgrade,
  powerLoss,
  restartLoop,
  diskLoss,
  lyingSync,
  lostWrites,
  misdirectedWrites,
  tornWrites,
  failedSync,
  diskFull,
  readErrors,
  bitRot,
  memory,
};
