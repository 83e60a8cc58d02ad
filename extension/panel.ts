import * as vscode from 'vscode';
import type { RecordedRun } from '../runner/protocol.ts';
import { RunnerProblems, type OpenScenario, type Runner } from '../runner/runner-api.ts';
import type { ByzantineOverrides } from '../sim-core/trace/trace.ts';
import { panelHtml } from './panel-html.ts';
import type { FromPanel, PanelRun, PanelState, StepGesture, ToPanel } from './panel-messages.ts';
import type { ProblemsView } from './problems.ts';
import { divergenceOf, firstStepToShow, sourceOfStep } from './source-of-step.ts';

/** What the panel shows: a scenario, a seed, and which nodes are switched to Byzantine. */
export interface Shown {
  readonly file: string;
  readonly seed: number;
  readonly byzantine: ByzantineOverrides;
  /** Where the cursor goes; to the first violation, if absent. */
  readonly cursor?: number;
}

/** What is on the screen, with the worker that holds the recording. */
interface OnScreen extends Shown {
  readonly scenario: OpenScenario;
  readonly run: RecordedRun;
  /** The same seed with the scenario as written, to compare a what-if with. */
  readonly honest: RecordedRun;
}

/** The diagram: one panel, one run at a time, and the conversation with its page. */
export class DiagramPanel {
  static readonly viewType = 'backstep.diagram';

  readonly #panel: vscode.WebviewPanel;
  readonly #runner: Runner;
  readonly #problems: ProblemsView;
  readonly #disposed = new vscode.EventEmitter<void>();
  readonly onDisposed = this.#disposed.event;
  #ready = false;
  /** What the page has yet to hear once it is ready: the last word on each subject. */
  #last: ToPanel | undefined;
  #screen: OnScreen | undefined;
  #shown: Shown | undefined;
  /** Counts what was asked to be shown: whoever finds a later number gives up. */
  #turn = 0;
  #inspecting = false;
  #nextInspection: number | undefined;

  constructor(panel: vscode.WebviewPanel, folder: vscode.Uri, runner: Runner, problems: ProblemsView) {
    this.#panel = panel;
    this.#runner = runner;
    this.#problems = problems;
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage((message: FromPanel) => this.#hear(message));
    panel.onDidChangeViewState(() => {
      // A hidden page is thrown away and made anew when it is shown: it has to say that it is ready again.
      if (!panel.visible) this.#ready = false;
    });
    panel.onDidDispose(() => {
      this.#turn += 1;
      this.#screen?.scenario.close();
      this.#screen = undefined;
      this.#disposed.fire();
      this.#disposed.dispose();
    });
    panel.webview.html = panelHtml(panel.webview, folder);
  }

  reveal(): void {
    this.#panel.reveal(undefined, false);
  }

  gesture(gesture: StepGesture): void {
    this.#say({ type: 'gesture', gesture });
  }

  /** Runs a seed and shows it. Asked again meanwhile, the later run wins and the earlier worker ends. */
  async show(shown: Shown): Promise<void> {
    const turn = ++this.#turn;
    this.#shown = shown;
    this.#screen?.scenario.close();
    this.#screen = undefined;
    this.#panel.title = `Backstep: ${shown.file.split(/[\\/]/).at(-1)} #${shown.seed}`;
    this.#post({ type: 'loading', title: `Running ${vscode.workspace.asRelativePath(shown.file)} with seed ${shown.seed}` });
    let scenario: OpenScenario | undefined;
    try {
      scenario = await this.#runner.open(shown.file);
      if (turn !== this.#turn) return scenario.close();
      const opened = scenario;
      opened.onDied((problem) => this.#fail(new RunnerProblems([problem]), turn));
      const honest = await opened.record(shown.seed);
      const run = Object.keys(shown.byzantine).length === 0 ? honest : await opened.record(shown.seed, shown.byzantine);
      if (turn !== this.#turn) return opened.close();
      this.#screen = { ...shown, scenario: opened, run, honest };
      this.#problems.showViolations(opened.description, run.outcome);
      this.#present(shown.cursor ?? firstStepToShow(run));
    } catch (error) {
      scenario?.close();
      this.#fail(error, turn);
    }
  }

  #fail(error: unknown, turn: number): void {
    if (turn !== this.#turn || !this.#shown) return;
    this.#screen?.scenario.close();
    this.#screen = undefined;
    this.#problems.show(this.#shown.file, error);
    this.#post({ type: 'problem', message: error instanceof Error ? error.message : String(error) });
  }

  #present(cursor: number): void {
    const { file, run, honest } = this.#screen!;
    const divergence = run === honest ? undefined : divergenceOf(run, honest);
    const { verdict, events, hash } = honest.outcome;
    const content: PanelRun = {
      file,
      run,
      cursor: Math.max(0, Math.min(cursor, run.length - 1)),
      ...(run === honest ? {} : { honest: { verdict, events, hash } }),
      ...(divergence === undefined ? {} : { divergence }),
    };
    this.#post({ type: 'run', content });
  }

  /** Says what a page that is made anew must hear again. */
  #post(message: ToPanel): void {
    this.#last = message;
    this.#say(message);
  }

  #say(message: ToPanel): void {
    if (this.#ready) void this.#panel.webview.postMessage(message);
  }

  async #hear(message: FromPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        if (this.#last) this.#say(this.#last);
        return;
      case 'needLabels':
        return this.#withScreen(async ({ scenario }) => {
          this.#say({ type: 'labels', from: message.from, labels: await scenario.labels(message.from, message.to) });
        });
      case 'inspect':
        return this.#inspect(message.step);
      case 'openSource':
        return this.#openSource(message.step);
      case 'switchByzantine':
        return this.#switchByzantine(message.node, message.behaviour);
      case 'backToHonest':
        if (this.#shown) await this.show({ file: this.#shown.file, seed: this.#shown.seed, byzantine: {} });
        return;
      case 'copyMermaid':
        return this.#copyMermaid(message.from, message.to);
    }
  }

  /** Whoever steps fast asks faster than worlds can be made: only the last question counts. */
  async #inspect(step: number): Promise<void> {
    this.#rememberCursor(step);
    this.#nextInspection = step;
    if (this.#inspecting) return;
    this.#inspecting = true;
    try {
      while (this.#nextInspection !== undefined) {
        const next = this.#nextInspection;
        this.#nextInspection = undefined;
        await this.#withScreen(async ({ scenario }) => this.#say({ type: 'inspection', inspection: await scenario.inspect(next) }));
      }
    } finally {
      this.#inspecting = false;
    }
  }

  /** A page that was hidden comes back at the step where it was. */
  #rememberCursor(cursor: number): void {
    if (this.#last?.type === 'run') this.#last = { type: 'run', content: { ...this.#last.content, cursor } };
  }

  async #openSource(step: number): Promise<void> {
    if (!this.#screen) return;
    const { run, scenario } = this.#screen;
    const location = sourceOfStep(run, step, scenario.description.handlers);
    if (!location) {
      vscode.window.setStatusBarMessage(`Backstep: no handler of yours ran at step ${step}.`, 5_000);
      return;
    }
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(location.file));
    const at = new vscode.Position(location.line - 1, location.column - 1);
    const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    const viewColumn = open?.viewColumn ?? vscode.ViewColumn.Beside;
    await vscode.window.showTextDocument(document, { viewColumn, selection: new vscode.Range(at, at) });
  }

  async #switchByzantine(node: string, behaviour: ByzantineOverrides[string] | null): Promise<void> {
    if (!this.#shown) return;
    const { file, seed, byzantine } = this.#shown;
    const others = Object.fromEntries(Object.entries(byzantine).filter(([name]) => name !== node));
    await this.show({ file, seed, byzantine: behaviour === null ? others : { ...others, [node]: behaviour } });
  }

  async #copyMermaid(from: number, to: number): Promise<void> {
    await this.#withScreen(async ({ scenario }) => {
      try {
        await vscode.env.clipboard.writeText(await scenario.mermaid(from, to));
        void vscode.window.showInformationMessage(`Backstep: the steps ${from} to ${to - 1} are on the clipboard as a Mermaid diagram.`);
      } catch (error) {
        void vscode.window.showWarningMessage(`Backstep: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  }

  /** Talks to the worker of what is on the screen; if that is gone meanwhile, nobody waits for the answer. */
  async #withScreen(use: (screen: OnScreen) => Promise<void>): Promise<void> {
    const screen = this.#screen;
    if (!screen) return;
    try {
      await use(screen);
    } catch (error) {
      if (this.#screen === screen) this.#fail(error, this.#turn);
    }
  }
}

/** What a reloaded window gives back of a panel; undefined when it is not one of ours. */
export function shownOf(state: unknown): Shown | undefined {
  const { file, seed, byzantine, cursor } = (state ?? {}) as Partial<PanelState>;
  if (typeof file !== 'string' || typeof seed !== 'number' || !Number.isSafeInteger(seed) || seed < 0) return undefined;
  return { file, seed, byzantine: byzantine ?? {}, ...(typeof cursor === 'number' ? { cursor } : {}) };
}
