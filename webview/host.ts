import type { FromPanel, PanelState } from '../extension/panel-messages.ts';
import { plainToJson } from '../sim-core/base/plain-json.ts';

/** Whoever shows the panel and answers it: the extension, or a page that holds a run itself. */
export interface Host {
  postMessage(message: FromPanel): void;
  setState(state: PanelState): void;
}

/** What VS Code gives a webview; what goes in comes out as JSON on the other side. */
interface VSCodeApi {
  postMessage(json: unknown): void;
  setState(json: unknown): void;
}

declare global {
  /** VS Code provides it and lets it be called once. */
  function acquireVsCodeApi(): VSCodeApi;
}

/** Speaks with the extension. What a user lets a node forge may be anything that is plain data. */
export class EditorHost implements Host {
  readonly #api = acquireVsCodeApi();

  postMessage(message: FromPanel): void {
    this.#api.postMessage(plainToJson(message));
  }

  setState(state: PanelState): void {
    this.#api.setState(plainToJson(state));
  }
}
