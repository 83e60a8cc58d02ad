import type { ByzantineBehaviour } from '../sim-core/world/byzantine.ts';
import type { Verdict } from '../sim-core/base/verdict.ts';
import type { Inspection, RecordedRun } from '../runner/protocol.ts';

/** What the panel shows: one recorded run, and the honest one that it is compared with, if it is a what-if. */
export interface PanelRun {
  readonly file: string;
  readonly run: RecordedRun;
  /** Set when `run` has Byzantine overrides: the same seed with the scenario as written. */
  readonly honest?: { readonly verdict: Verdict; readonly events: number; readonly hash: string };
  /** The first step at which the what-if differs from the honest run. */
  readonly divergence?: number;
  /** Where the cursor starts: the first violation, or the step restored after a reload. */
  readonly cursor: number;
}

/** Gestures that VS Code commands and key bindings forward to the panel. */
export type StepGesture =
  | 'forward'
  | 'back'
  | 'forwardSameNode'
  | 'backSameNode'
  | 'violation'
  | 'start'
  | 'end'
  | 'copyMermaid';

/** From the extension to the webview. */
export type ToPanel =
  | { readonly type: 'loading'; readonly title: string }
  | { readonly type: 'run'; readonly content: PanelRun }
  | { readonly type: 'labels'; readonly from: number; readonly labels: readonly string[] }
  | { readonly type: 'inspection'; readonly inspection: Inspection }
  | { readonly type: 'problem'; readonly message: string }
  | { readonly type: 'gesture'; readonly gesture: StepGesture };

/** From the webview to the extension. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'needLabels'; readonly from: number; readonly to: number }
  | { readonly type: 'inspect'; readonly step: number }
  | { readonly type: 'openSource'; readonly step: number }
  | { readonly type: 'switchByzantine'; readonly node: string; readonly behaviour: ByzantineBehaviour | null }
  | { readonly type: 'backToHonest' }
  | { readonly type: 'runAgain' }
  | { readonly type: 'copyMermaid'; readonly from: number; readonly to: number };

/** What the webview keeps with `setState`, so that a reloaded window shows the same run at the same step. */
export interface PanelState {
  readonly file: string;
  readonly seed: number;
  readonly byzantine: RecordedRun['byzantine'];
  readonly cursor: number;
}
