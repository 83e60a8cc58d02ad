/** The package `backstep`: the words of scenarios, what tests drive single nodes with, and what judges histories of other systems. */
export * from './index.ts';
export { drive } from './kernel/drive.ts';
export type { DrivenNode, DriveOptions, SentBy, SentMessage } from './kernel/drive.ts';
export { checkHistory } from './judges/histories/check-history.ts';
export type { CheckHistoryOptions, HistoryAnomaly, HistoryVerdict, WitnessOperation } from './judges/histories/check-history.ts';
