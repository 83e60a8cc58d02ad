import * as vscode from 'vscode';
import type { RecordedRun } from '../runner/protocol.ts';
import { RunnerProblems, type OpenScenario, type Runner } from '../runner/runner-api.ts';
import type { ByzantineOverrides } from '../sim-core/trace/trace.ts';
import type { ByzantineBehaviour } from '../sim-core/world/byzantine.ts';
import { panelHtml } from './panel-html.ts';
import type { FromPanel, PanelRun, PanelState, StepGesture, ToPanel } from './panel-messages.ts';
import { problemText, type ProblemsView } from './problems.ts';
import { saveFiles } from './scenario-files.ts';
import { divergenceOf, firstViolation, sourceOfStep } from './source-of-step.ts';

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
  /** Where the cursor stood in the honest run when a node was switched to Byzantine. */
  #honestCursor: number | undefined;
  /** Holds the recording of what is on the screen, or is about to. */
  #worker: OpenScenario | undefined;
  /** Counts what was asked to be shown: whoever finds a later number gives up. */
  #turn = 0;
  #inspecting = false;
  #cursor = 0;
  #nextInspection: number | undefined;

  constructor(panel: vscode.WebviewPanel, folder: vscode.Uri, runner: Runner, problems: ProblemsView) {
    this.#panel = panel;
    this.#runner = runner;
    this.#problems = problems;
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage((message: FromPanel) => {
      this.#hear(message).catch((error: unknown) => vscode.window.showErrorMessage(`Backstep: ${problemText(error)}`));
    });
    panel.onDidChangeViewState(() => {
      // A hidden page is thrown away and made anew when it is shown: it has to say that it is ready again.
      if (!panel.visible) this.#ready = false;
    });
    panel.onDidDispose(() => {
      this.#nextTurn();
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
    const turn = this.#nextTurn();
    this.#shown = shown;
    this.#problems.clear(shown.file);
    const file = vscode.workspace.asRelativePath(shown.file);
    this.#panel.title = `Backstep: ${file.split('/').at(-1)} #${shown.seed}`;
    this.#post({ type: 'loading', title: `Running ${file} with seed ${shown.seed}` });
    try {
      const scenario = await this.#runner.open(shown.file);
      if (turn !== this.#turn) return scenario.close();
      this.#worker = scenario;
      scenario.onDied((problem) => this.#fail(new RunnerProblems([problem]), turn));
      const honest = await scenario.record(shown.seed);
      const run = Object.keys(shown.byzantine).length === 0 ? honest : await scenario.record(shown.seed, shown.byzantine);
      if (turn !== this.#turn) return;
      this.#screen = { ...shown, scenario, run, honest };
      this.#problems.showViolations(scenario.description, run.outcome);
      this.#present();
    } catch (error) {
      this.#fail(error, turn);
    }
  }

  /** The same once more, from the source as it is now: after a worker died, or after an edit. */
  async runAgain(): Promise<void> {
    await saveFiles();
    if (!this.#shown) return;
    const { file, seed, byzantine } = this.#shown;
    await this.show({ file, seed, byzantine });
  }

  /** Ends what is under way or on the screen; whoever was working for that finds that the turn has passed. */
  #nextTurn(): number {
    this.#worker?.close();
    this.#worker = undefined;
    this.#screen = undefined;
    return ++this.#turn;
  }

  #fail(error: unknown, turn: number): void {
    if (turn !== this.#turn || !this.#shown) return;
    this.#nextTurn();
    this.#problems.show(this.#shown.file, error);
    this.#post({ type: 'problem', message: problemText(error) });
  }

  #present(): void {
    const { file, run, honest, cursor } = this.#screen!;
    const divergence = run === honest ? undefined : divergenceOf(run, honest);
    const { verdict, events, hash } = honest.outcome;
    const content: PanelRun = {
      file,
      run,
      cursor: Math.max(0, Math.min(cursor ?? firstViolation(run) ?? divergence ?? 0, run.length - 1)),
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
        return this.#backToHonest();
      case 'runAgain':
        return this.runAgain();
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
    this.#cursor = cursor;
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

  async #switchByzantine(node: string, behaviour: ByzantineBehaviour | null): Promise<void> {
    if (!this.#shown) return;
    const { file, seed, byzantine } = this.#shown;
    if (Object.keys(byzantine).length === 0) this.#honestCursor = this.#cursor;
    const others = Object.fromEntries(Object.entries(byzantine).filter(([name]) => name !== node));
    if (behaviour === null && Object.keys(others).length === 0) return this.#backToHonest();
    await this.show({ file, seed, byzantine: behaviour === null ? others : { ...others, [node]: behaviour } });
  }

  /** The run as written, at the step where the what-if began. */
  async #backToHonest(): Promise<void> {
    if (!this.#shown) return;
    const { file, seed } = this.#shown;
    await this.show({ file, seed, byzantine: {}, ...(this.#honestCursor === undefined ? {} : { cursor: this.#honestCursor }) });
  }

  async #copyMermaid(from: number, to: number): Promise<void> {
    await this.#withScreen(async ({ scenario }) => {
      let diagram: string;
      try {
        diagram = await scenario.mermaid(from, to);
      } catch (error) {
        // Too many steps to draw are no reason to take the run away.
        const reason = error instanceof RunnerProblems ? error.problems.map(({ message }) => message).join(' ') : String(error);
        void vscode.window.showWarningMessage(`Backstep: ${reason}`);
        return;
      }
      await vscode.env.clipboard.writeText(diagram);
      const what = to - from === 1 ? `step ${from} is` : `the steps ${from} to ${to - 1} are`;
      vscode.window.setStatusBarMessage(`$(check) Backstep: ${what} on the clipboard as a Mermaid diagram.`, 8_000);
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
