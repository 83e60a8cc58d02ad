import * as vscode from 'vscode';
import type { At } from '../runner/debugger/conversation.ts';
import { panelRunOf } from '../runner/panel-run.ts';
import { gatheredBands } from '../runner/gathered-bands.ts';
import { ORIGINAL, type LastChange, type PanelRun } from '../runner/protocol.ts';
import type { Runner } from '../runner/runner-api.ts';
import { LastQuestion } from '../sim-core/base/last-question.ts';
import { plainFromJson } from '../sim-core/base/plain-json.ts';
import { copyAsMermaid } from './clipboard.ts';
import { debugHandler } from './handler-debugging.ts';
import { openHandler } from './handler-source.ts';
import { mermaidPreview } from './mermaid-preview.ts';
import { copyMoment } from './moment-links.ts';
import { Page } from './page.ts';
import { panelHtml } from './panel-html.ts';
import type { FromPanel, StateValue, StepGesture, StepsToDraw } from './panel-messages.ts';
import { problemText, type ProblemsView } from './problems.ts';
import { saveMermaid } from './save-mermaid.ts';
import { savePage } from './save-page.ts';
import { saveFiles } from './scenario-files.ts';
import { Screen, type OnScreen } from './screen.ts';
import { showsRun, shownRun, type Shown } from './shown.ts';
import { WhatIfs } from './what-ifs.ts';
import { t } from './texts.ts';

/** So many events are made ready for a search in one go, which takes about a tenth of a second. */
const GATHERED_AT_ONCE = 25_000;

/** A band is told in so many pieces: about one for each step that may be scrolled to before the next stretch comes. */
const BAND_PIECES = 2_000;

/** A step of what is shown. */
export interface Pointed {
  readonly shown: Shown;
  readonly step: number;
}

/** The diagram: one panel, one run at a time, and the conversation with its page. */
export class DiagramPanel {
  static readonly viewType = 'backstep.diagram';

  readonly #panel: vscode.WebviewPanel;
  readonly #problems: ProblemsView;
  readonly #page: Page;
  readonly #screen: Screen;
  readonly #whatIfs: WhatIfs;
  readonly #disposed = new vscode.EventEmitter<void>();
  readonly onDisposed = this.#disposed.event;
  readonly #pointed = new vscode.EventEmitter<Pointed>();
  /** Somebody has pointed at a step of what is shown, for a debugger to go there. */
  readonly onPointed = this.#pointed.event;
  /** Whoever steps fast asks faster than worlds can be made. */
  readonly #inspections = new LastQuestion<number>((step) => {
    void this.#inspect(step).finally(() => this.#inspections.answered());
  });
  #cursor = 0;
  /** The value about whose last change the page asked last. */
  #lookedUp: StateValue | undefined;
  /** Where a debugger stands. */
  #followed = 0;
  /** Whether the page has been told that the source was edited. */
  #edited = false;

  constructor(panel: vscode.WebviewPanel, folder: vscode.Uri, runner: Runner, problems: ProblemsView) {
    this.#panel = panel;
    this.#problems = problems;
    this.#page = new Page(panel.webview);
    this.#screen = new Screen(runner, {
      running: (shown) => this.#running(shown),
      recorded: (screen) => this.#recorded(screen),
      goesOn: (soFar) => this.#page.say({ type: 'goesOn', soFar }),
      refused: (error) => void vscode.window.showErrorMessage(t('Backstep: {0}', problemText(error))),
      failed: ({ file }, error) => {
        this.#problems.show(file, error);
        this.#page.tell({ type: 'problem', message: problemText(error) });
      },
    });
    this.#whatIfs = new WhatIfs(this.#screen, { tell: (message) => this.#page.say(message), shows: () => this.#tellForks() });
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage((json: unknown) => {
      this.#hear(plainFromJson(json) as FromPanel).catch((error: unknown) =>
        vscode.window.showErrorMessage(t('Backstep: {0}', problemText(error))),
      );
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#page.hidden();
    });
    const edits = vscode.workspace.onDidChangeTextDocument(() => this.#tellEdited());
    panel.onDidDispose(() => {
      edits.dispose();
      this.#screen.clear();
      this.#disposed.fire();
      this.#disposed.dispose();
      this.#pointed.dispose();
    });
    panel.webview.html = panelHtml(panel.webview, folder);
  }

  reveal(): void {
    this.#panel.reveal(undefined, false);
  }

  gesture(gesture: StepGesture): void {
    this.#page.say({ type: 'gesture', gesture });
  }

  /** Runs a seed and shows it. */
  async show(shown: Shown): Promise<void> {
    await this.#screen.show(shown);
  }

  /** Goes to a step, of the run that is shown or of one that is shown from then on. */
  async follow(at: At): Promise<void> {
    this.#followed = at.step;
    if (!showsRun(this.#screen.shown, at)) {
      const { file, scenario, seed, step, changes } = at;
      await this.show(shownRun({ file, scenario, seed, cursor: step }, changes));
    }
    // The debugger may have moved on while the run was being recorded.
    if (this.#screen.present) this.#page.say({ type: 'goTo', step: this.#followed });
  }

  /** The same once more, from the source as it is now: after a worker died, or after an edit. */
  async runAgain(): Promise<void> {
    await saveFiles();
    const { shown } = this.#screen;
    if (!shown) return;
    // A run that is new has a violation of its own to begin at.
    const { cursor: _cursor, ...same } = shown;
    await this.show(same);
  }

  /** Puts a link to the step at the cursor on the clipboard; `extension` is how VS Code calls this one. */
  async copyMoment(extension: string): Promise<void> {
    const { shown } = this.#screen;
    if (shown) await copyMoment(shown, this.#cursor, extension);
  }

  /** Lets VS Code's JavaScript debugger stop where the handler of the step at the cursor begins. */
  async debugHandler(): Promise<void> {
    const { present } = this.#screen;
    if (!present) return;
    // What is on the screen is not at fault, and stays.
    await debugHandler(present, this.#cursor).catch((error: unknown) =>
      vscode.window.showErrorMessage(t('Backstep: {0}', problemText(error))),
    );
  }

  /** What is made of what is shown, from a command. */
  async whatIfs(what: 'shrink' | 'explain' | 'compareWithGood'): Promise<void> {
    await this.#hear({ type: what });
  }

  /** Writes what is shown as a page of its own. */
  async savePage(): Promise<void> {
    await this.#useWhole((screen) => savePage(screen.scenario, contentOf({ ...screen, cursor: this.#cursor })));
  }

  #running({ file, scenario, seed }: Shown): void {
    this.#problems.clear(file);
    const path = vscode.workspace.asRelativePath(file);
    const which = scenario === undefined || scenario === 'default' ? '' : ` ${scenario}`;
    this.#panel.title = t('Backstep: {0}{1} #{2}', path.split('/').at(-1)!, which, seed);
    this.#page.tell({ type: 'loading', title: t('Running {0}{1} with seed {2}', path, which, seed) });
  }

  #recorded(screen: OnScreen): void {
    this.#problems.showViolations(screen.scenario.description, screen.run.outcome);
    const content = contentOf(screen);
    // The page stands there until it says otherwise, and what is told of its forks before that must not move it.
    this.#cursor = content.cursor;
    this.#page.tell({ type: 'run', content });
    this.#edited = false;
    this.#tellEdited();
  }

  /** Whoever edits the source while its run is shown is told so, and no longer when he has undone it. */
  #tellEdited(): void {
    const { present } = this.#screen;
    if (!present) return;
    const edited = vscode.workspace.textDocuments.some((document) => present.sources.isEdited(document.uri.fsPath, document.getText()));
    if (edited !== this.#edited) this.#page.say({ type: 'edited', edited });
    this.#edited = edited;
  }

  async #hear(message: FromPanel): Promise<void> {
    const { present } = this.#screen;
    switch (message.type) {
      case 'ready':
        this.#page.ready();
        if (present && this.#edited) this.#page.say({ type: 'edited', edited: true });
        return;
      case 'needLabels': {
        const { from, to } = message;
        return this.#screen.use(async ({ scenario }) => this.#page.say({ type: 'labels', from, labels: await scenario.details(from, to) }));
      }
      case 'needBands':
        return this.#tellBands(message.from, message.to);
      case 'inspect':
        this.#cursor = message.step;
        this.#page.cursorMoved(message.step);
        return this.#inspections.want(message.step);
      case 'lastChange':
        return this.#lastChange(message.of);
      case 'openSource':
        return present && openHandler(present, message.step, this.#panel.viewColumn);
      case 'stepDebugger':
        return present && this.#pointed.fire({ shown: this.#screen.shown!, step: message.step });
      case 'switchByzantine': {
        const { node, behaviour, fromStart } = message;
        return this.#whatIfs.fork(this.#cursor, { do: 'byzantine', node, behaviour, ...(fromStart ? { fromStart } : {}) });
      }
      case 'whatIf':
        return this.#whatIfs.fork(message.step, message.whatIf);
      case 'openFork':
        return this.#whatIfs.open(message.id);
      case 'backToHonest':
        return this.#whatIfs.open(ORIGINAL);
      case 'removeFork':
        return this.#whatIfs.remove(message.id);
      case 'compareFork':
        return this.#whatIfs.compare(message.id);
      case 'compareWithGood':
        return this.#whatIfs.compareWithGood();
      case 'shrink':
        return this.#whatIfs.shrink();
      case 'explain':
        return this.#whatIfs.explain((step) => this.#page.say({ type: 'goTo', step }));
      case 'runAgain':
        return this.runAgain();
      case 'searchSoon':
        return this.#screen.use(async ({ scenario }) => {
          // In portions, so that whoever steps meanwhile is answered.
          while (this.#screen.present?.scenario === scenario && (await scenario.gatherTexts(GATHERED_AT_ONCE)));
        });
      case 'search':
        return this.#screen.use(async ({ scenario }) => {
          const { bits } = await scenario.carrying(message.text);
          this.#page.say({ type: 'found', text: message.text, bits: new Uint8Array(bits) });
        });
      case 'savePage':
        return this.savePage();
      case 'copyMermaid':
        return this.#useWhole(({ scenario }) => copyAsMermaid(scenario, message.steps, () => void this.#saveMermaid(message.steps)));
      case 'saveMermaid':
        return this.#saveMermaid(message.steps);
      case 'previewMermaid':
        return this.#useWhole(async ({ scenario }) => this.#page.say(await mermaidPreview(scenario, message.steps)));
    }
  }

  /** The forks are others than before, and what is shown stays. */
  #tellForks(): void {
    const { present } = this.#screen;
    if (present) this.#page.tell({ type: 'run', content: contentOf({ ...present, cursor: this.#cursor }) });
  }

  /** What leaves the panel tells how the run ends, so that it waits for that. */
  async #useWhole(talk: (screen: OnScreen) => Promise<void>): Promise<void> {
    await this.#screen.whole();
    await this.#screen.use(talk);
  }

  #saveMermaid(steps: StepsToDraw): Promise<void> {
    return this.#useWhole((screen) => saveMermaid(screen, steps));
  }

  #tellBands(from: number, to: number): Promise<void> {
    return this.#screen.use(async ({ scenario }) => {
      const window = await gatheredBands({
        calls: scenario,
        from,
        to,
        pieces: BAND_PIECES,
        isWanted: () => this.#screen.present?.scenario === scenario,
        failed: (error) => this.#problems.show(scenario.description.file, error),
      });
      if (window) this.#page.say({ type: 'bands', window });
    });
  }

  /** Looks back stretch by stretch, for as long as nobody asks for another value. */
  async #lastChange(of: StateValue): Promise<void> {
    this.#lookedUp = of;
    await this.#screen.use(async ({ scenario }) => {
      let change: LastChange = { searchedTo: of.step + 1 };
      while (!('step' in change) && change.searchedTo > 0) {
        change = await scenario.lastChange(change.searchedTo - 1, of.node, of.path);
        if (this.#lookedUp !== of) return;
      }
      this.#page.say({ type: 'lastChange', of, change });
    });
  }

  async #inspect(step: number): Promise<void> {
    await this.#screen.use(async ({ scenario }) => this.#page.say({ type: 'inspection', inspection: await scenario.inspect(step) }));
  }
}

function contentOf({ scenario, run, honest, cursor, changes, forks, fork }: OnScreen): PanelRun {
  return panelRunOf({
    description: scenario.description,
    run,
    honest,
    changes,
    forks: { list: forks.list, shown: fork },
    ...(cursor === undefined ? {} : { cursor }),
  });
}
