/** The package `backstep`: the words of scenarios, and what tests drive single nodes with. */
export * from './index.ts';
export { drive } from './kernel/drive.ts';
export type { DrivenNode, DriveOptions, SentBy, SentMessage } from './kernel/drive.ts';
