import type { Everything, EverythingOptions } from '../faults/everything.ts';

export type { Everything, EverythingOptions };

/**
 * A nemesis for people who do not want to choose: all kinds of fault that make sense for the scenario, each as often as the
 * others, with quiet periods in between, in which a system may recover or fall asleep. Kinds that are written beside it take the
 * place of its own, and undefined switches one off.
 *
 * What makes sense is what the scenario says that it is made for. Crashes, pauses of every cause, partitions and what links do to messages
 * it always has; wrong clocks, migrations and drift where `clocks` says that they differ; upgrades where there are `versions`; bad disks, of
 * all kinds, on as many nodes as `disk.bad` says, because no system survives them on all of its nodes, and their handlers have to catch a
 * `DiskError`; Byzantine nodes as many as `tolerates.byzantine` says, of those that it is said of. `powerLoss`, `restartLoop` and `diskLoss` are
 * crashes, `gc` and `migration` pauses, `blockingRead` and `paging` stalls: where that is switched off, or kept to some `nodes`, so are they.
 * What no system is made for, such as corruption that no checksum finds, is not among them.
 *
 * @example
 * ```ts
 * nemesis: everything({ intensity: 0.5 }),
 * nemesis: { ...everything(), crash: { every: '2s', for: '100ms', nodes: ['server'] }, swizzle: undefined },
 * ```
 */
export function everything(options: EverythingOptions = {}): Everything {
  return { everything: options };
}
