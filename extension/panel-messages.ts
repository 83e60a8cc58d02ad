import type { ByzantineBehaviour, ByzantineOverrides } from '../sim-core/trace/trace.ts';
import { plainFromJson, plainToJson } from '../sim-core/base/plain-json.ts';
import type { Comparison } from '../runner/comparison.ts';
import type { Fork, Inspection, LastChange, PanelRun, RecordedSoFar } from '../runner/protocol.ts';
import type { WhatIf } from '../runner/what-ifs.ts';
import type { BandWindow } from '../sim-core/trace/bands.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';

/** Gestures that VS Code commands and key bindings forward to the panel. */
export type StepGesture = 'forward' | 'back' | 'forwardSameNode' | 'backSameNode' | 'violation' | 'start' | 'end' | 'copyMermaid';

/** A value in the state of a node after a step. */
export interface StateValue {
  readonly step: number;
  readonly node: string;
  /** The names under which it stands there, one in the other. */
  readonly path: readonly string[];
}

/** The steps of a diagram, from one up to, not including, another. */
export interface StepsToDraw {
  readonly from: number;
  readonly to: number;
  /** Of them only what could have had to do with this one; all, if absent. */
  readonly pastOf?: number;
}

/** When a violation became inevitable. */
export interface Inevitable {
  /** So many futures were executed from each point, which are in order of their steps. */
  readonly futures: number;
  readonly points: readonly { readonly step: number; readonly violating: number }[];
  /** What the points say, in a sentence. */
  readonly text: string;
  /** The event after which the share rises most; undefined where it rises nowhere. */
  readonly step: number | undefined;
}

/** From the extension to the webview. */
export type ToPanel =
  | { readonly type: 'loading'; readonly title: string }
  | { readonly type: 'run'; readonly content: PanelRun }
  /** What the events from a step on carry, each in one line. */
  | { readonly type: 'labels'; readonly from: number; readonly labels: readonly string[] }
  /** What stands beside the lanes, in answer to `needBands`. */
  | { readonly type: 'bands'; readonly window: BandWindow }
  | { readonly type: 'inspection'; readonly inspection: Inspection }
  /** When a value last became what it is after a step. */
  | { readonly type: 'lastChange'; readonly of: StateValue; readonly change: LastChange }
  /** The events that carry a text, as a bit for each step. */
  | { readonly type: 'found'; readonly text: string; readonly bits: Uint8Array }
  | { readonly type: 'comparison'; readonly names: readonly [string, string]; readonly comparison: Comparison }
  /** In answer to `previewMermaid`: its diagrams, or why they cannot be drawn. */
  | { readonly type: 'mermaid'; readonly steps: StepsToDraw; readonly parts: readonly string[]; readonly problem?: string }
  | { readonly type: 'inevitable'; readonly inevitable: Inevitable }
  | { readonly type: 'problem'; readonly message: string }
  | { readonly type: 'gesture'; readonly gesture: StepGesture }
  /** The run that is shown is not over yet, and has come so much farther. */
  | { readonly type: 'goesOn'; readonly soFar: RecordedSoFar }
  /** Whether the source says something else by now than what ran. */
  | { readonly type: 'edited'; readonly edited: boolean }
  /** The debugger stands elsewhere. */
  | { readonly type: 'goTo'; readonly step: number };

/** From the webview to the extension. */
export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'needLabels'; readonly from: number; readonly to: number }
  /** Only the last one that was asked matters. */
  | { readonly type: 'needBands'; readonly from: number; readonly to: number }
  | { readonly type: 'inspect'; readonly step: number }
  | { readonly type: 'openSource'; readonly step: number }
  /** Somebody has pointed at a step to go to, so that a debugger that is in this run goes there too. */
  | { readonly type: 'stepDebugger'; readonly step: number }
  | { readonly type: 'switchByzantine'; readonly node: string; readonly behaviour: ByzantineBehaviour | null; readonly fromStart?: true }
  | { readonly type: 'whatIf'; readonly step: number; readonly whatIf: WhatIf }
  | { readonly type: 'openFork' | 'removeFork' | 'compareFork'; readonly id: number }
  | { readonly type: 'compareWithGood' | 'shrink' | 'explain' }
  /** When a value last became what it is. */
  | { readonly type: 'lastChange'; readonly of: StateValue }
  | { readonly type: 'backToHonest' }
  | { readonly type: 'runAgain' }
  | { readonly type: 'savePage' }
  /** Somebody is about to search. */
  | { readonly type: 'searchSoon' }
  /** Which events carry a text, in lower case. */
  | { readonly type: 'search'; readonly text: string }
  | { readonly type: 'copyMermaid'; readonly steps: StepsToDraw }
  | { readonly type: 'saveMermaid'; readonly steps: StepsToDraw }
  | { readonly type: 'previewMermaid'; readonly steps: StepsToDraw };

/** What the webview keeps with `setState`, so that a reloaded window shows the same run at the same step. */
export interface PanelState {
  readonly file: string;
  /** Absent in what older versions kept, which knew only the default one. */
  readonly scenario?: string;
  readonly seed: number;
  /** What older versions kept in place of `changes`. */
  readonly byzantine?: ByzantineOverrides;
  /** What the original changes. */
  readonly changes?: RunChanges;
  readonly forks?: readonly Fork[];
  /** Which of them is shown. */
  readonly fork?: number;
  readonly cursor: number;
}

/**
 * VS Code carries messages as JSON, except for buffers: bigints throw, NaN becomes null, undefined and
 * what is in a Map vanish. States, messages and evidence hold all of these, so that everything that
 * crosses goes through the functions below, on either side, and the two buffers of a run go beside it.
 */
interface Wire {
  readonly json: unknown;
  readonly columns?: ArrayBuffer;
  readonly spans?: ArrayBuffer;
}

/** A message to the webview as it crosses. */
export function toPanelWire(message: ToPanel): Wire {
  if (message.type !== 'run') return { json: plainToJson(message) };
  const { columns, spans, ...run } = message.content.run;
  return { json: plainToJson({ ...message, content: { ...message.content, run } }), columns, spans };
}

/** The message that has crossed. */
export function fromPanelWire({ json, columns, spans }: Wire): ToPanel {
  const message = plainFromJson(json) as ToPanel;
  if (message.type !== 'run') return message;
  // They were taken out on the other side.
  return { ...message, content: { ...message.content, run: { ...message.content.run, columns: columns!, spans: spans! } } };
}
