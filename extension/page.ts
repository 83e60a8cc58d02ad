import type * as vscode from 'vscode';
import { toPanelWire, type ToPanel } from './panel-messages.ts';

/**
 * The page as somebody to speak to. VS Code throws a hidden page away and makes it anew when it is
 * shown: it says that it is ready again, and hears the last word once more.
 */
export class Page {
  readonly #webview: vscode.Webview;
  #isReady = false;
  #last: ToPanel | undefined;

  constructor(webview: vscode.Webview) {
    this.#webview = webview;
  }

  /** Says what a page that is made anew must hear again. */
  tell(message: ToPanel): void {
    this.#last = message;
    this.say(message);
  }

  /** Says what matters only now. */
  say(message: ToPanel): void {
    if (this.#isReady) void this.#webview.postMessage(toPanelWire(message));
  }

  ready(): void {
    this.#isReady = true;
    if (this.#last) this.say(this.#last);
  }

  hidden(): void {
    this.#isReady = false;
  }

  /** A page that was hidden comes back at the step where it was. */
  cursorMoved(cursor: number): void {
    if (this.#last?.type === 'run') this.#last = { type: 'run', content: { ...this.#last.content, cursor } };
  }
}
