import type { BandWindow } from '../../sim-core/trace/bands.ts';
import type { PanelRun, RecordedRun } from '../protocol.ts';
import type { SavedStates } from './saved-states.ts';

/** What a saved page holds of a run besides its two buffers, as JSON of plain data. */
export interface SavedRun {
  readonly content: Omit<PanelRun, 'run'> & { readonly run: Omit<RecordedRun, 'columns' | 'spans'> };
  /** What events carry, each in one line, from a step on. */
  readonly details: { readonly from: number; readonly texts: readonly string[] };
  readonly states: SavedStates;
  /** What stands beside the lanes, of the whole run. */
  readonly bands: BandWindow;
}

/** The elements of a saved page that hold its run: each is packed with gzip and written in base64. */
export const PARTS = { run: 'saved-run', columns: 'saved-columns', spans: 'saved-spans' } as const;
