import type { FromPanel, PanelState } from '../extension/panel-messages.ts';

/** What VS Code gives a webview to speak with its extension. */
export interface Host {
  postMessage(message: FromPanel): void;
  getState(): PanelState | undefined;
  setState(state: PanelState): void;
}

declare global {
  /** VS Code provides it and lets it be called once. */
  function acquireVsCodeApi(): Host;
}
