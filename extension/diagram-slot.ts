import * as vscode from 'vscode';
import type { At } from '../runner/debugger/conversation.ts';
import type { Runner } from '../runner/runner-api.ts';
import { DiagramPanel, type Pointed } from './panel.ts';
import type { StepGesture } from './panel-messages.ts';
import type { ProblemsView } from './problems.ts';
import { shownOf, type Shown } from './shown.ts';
import { t } from './texts.ts';

/** The place of the one diagram of a window: made when first needed, restored when the window is reloaded. */
export class DiagramSlot implements vscode.Disposable {
  readonly #extension: vscode.Uri;
  readonly #runner: Runner;
  readonly #problems: ProblemsView;
  readonly #serializer: vscode.Disposable;
  #panel: DiagramPanel | undefined;
  readonly #pointed = new vscode.EventEmitter<Pointed>();
  /** Somebody has pointed at a step in the diagram, for a debugger to go there. */
  readonly onPointed = this.#pointed.event;

  constructor(extension: vscode.Uri, runner: Runner, problems: ProblemsView) {
    this.#extension = extension;
    this.#runner = runner;
    this.#problems = problems;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(DiagramPanel.viewType, {
      deserializeWebviewPanel: async (panel, state) => {
        const shown = shownOf(state);
        // A panel that was closed before it showed anything has nothing to come back to.
        if (!shown || !vscode.workspace.isTrusted) return panel.dispose();
        void this.#adopt(panel).show(shown);
      },
    });
  }

  async show(shown: Shown): Promise<void> {
    const panel = this.#panel ?? this.#adopt(vscode.window.createWebviewPanel(DiagramPanel.viewType, 'Backstep', vscode.ViewColumn.Active));
    panel.reveal();
    await panel.show(shown);
  }

  /** Goes where a debugger stands, beside its editor and without taking the focus from it. */
  async follow(at: At): Promise<void> {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = this.#panel ?? this.#adopt(vscode.window.createWebviewPanel(DiagramPanel.viewType, 'Backstep', column));
    await panel.follow(at);
  }

  gesture(gesture: StepGesture): void {
    this.#withPanel((panel) => panel.gesture(gesture));
  }

  async copyMoment(extension: string): Promise<void> {
    await this.#withPanel((panel) => panel.copyMoment(extension));
  }

  async debugHandler(): Promise<void> {
    await this.#withPanel((panel) => panel.debugHandler());
  }

  async savePage(): Promise<void> {
    await this.#withPanel((panel) => panel.savePage());
  }

  async whatIfs(what: 'shrink' | 'explain' | 'compareWithGood'): Promise<void> {
    await this.#withPanel((panel) => panel.whatIfs(what));
  }

  async runAgain(): Promise<void> {
    await this.#withPanel((panel) => panel.runAgain());
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#pointed.dispose();
  }

  #withPanel<Result>(use: (panel: DiagramPanel) => Result): Result | undefined {
    if (this.#panel) return use(this.#panel);
    void vscode.window.showInformationMessage(t('Backstep: there is no diagram yet. Run a simulation first.'));
    return undefined;
  }

  #adopt(panel: vscode.WebviewPanel): DiagramPanel {
    panel.iconPath = vscode.Uri.joinPath(this.#extension, 'media', 'icon.png');
    const adopted = new DiagramPanel(panel, vscode.Uri.joinPath(this.#extension, 'dist', 'webview'), this.#runner, this.#problems);
    this.#panel = adopted;
    this.#tellCommands();
    adopted.onPointed((pointed) => this.#pointed.fire(pointed));
    adopted.onDisposed(() => {
      if (this.#panel === adopted) this.#panel = undefined;
      this.#tellCommands();
    });
    return adopted;
  }

  /** The palette offers the stepping commands only while there is something to step through. */
  #tellCommands(): void {
    void vscode.commands.executeCommand('setContext', 'backstep.hasDiagram', this.#panel !== undefined);
  }
}
