import type { Everything, EverythingOptions } from '../faults/everything.ts';

export type { Everything, EverythingOptions };

/**
 * A nemesis for people who do not want to choose: all kinds of fault that make sense for the scenario, each as often as the
 * others, with quiet periods in between, in which a system may recover or fall asleep. Faults that hardly any system is
 * made for, such as corruption that no checksum finds, are not among them. Kinds that are written beside it take the place
 * of its own, and undefined switches one off.
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
