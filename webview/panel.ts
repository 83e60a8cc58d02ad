import type { StepGesture, ToPanel } from '../extension/panel-messages.ts';
import type { Inspection, PanelRun } from '../runner/protocol.ts';
import { Announcer } from './announcer.ts';
import { Filtering } from './filtering.ts';
import { Forking } from './forking.ts';
import { Folding } from './model/folding.ts';
import type { Host } from './host.ts';
import { Inspecting } from './inspecting.ts';
import { Previewing } from './previewing.ts';
import { keyAction } from './keys.ts';
import { Liars } from './liars.ts';
import { spokenEvent } from './model/event-text.ts';
import { LaneOrder } from './model/lane-order.ts';
import { LabelPages } from './model/label-pages.ts';
import { panelState } from './model/panel-state.ts';
import { Overview } from './overview.ts';
import { RunModel } from './model/run-model.ts';
import { causalChain, moved, type Move } from './model/steps.ts';
import { Diagram } from './view/diagram.ts';
import { html } from './view/elements.ts';
import { Inspector } from './view/inspector.ts';
import { LanesMenu } from './view/lanes-menu.ts';
import { LaneHeaders } from './view/lane-headers.ts';
import { StatusView } from './view/status-view.ts';
import { Toolbar } from './view/toolbar.ts';
import { VerdictBar } from './view/verdict-bar.ts';
import { ViewOptions } from './view/view-options.ts';

/** The whole panel: what it shows, where its cursor stands, and what it tells the extension. */
export class Panel {
  readonly #host: Host;
  readonly #verdict = new VerdictBar({
    goTo: (step) => this.#goTo(step),
    backToHonest: () => this.#host.postMessage({ type: 'backToHonest' }),
  });
  readonly #toolbar = new Toolbar({
    gesture: (gesture) => this.#gesture(gesture),
    goTo: (step) => this.#goTo(step),
    why: () => this.#filtering.why(this.#cursor),
    openSource: () => this.#openSource(),
    saveMermaid: () => this.#previewing.send('saveMermaid'),
    previewMermaid: () => this.#previewing.open(),
    savePage: () => this.#host.postMessage({ type: 'savePage' }),
  });
  readonly #lanesMenu = new LanesMenu((order) => this.#arrange(order));
  readonly #options = new ViewOptions({
    foldRepeats: () => this.#foldRepeats(),
    byTime: () => this.#byTime(),
    lanes: this.#lanesMenu.element,
  });
  readonly #headers = new LaneHeaders(
    {
      switched: (node, anchor) => this.#liars.ask(node, anchor),
      moved: (lane, place) => this.#arrange(this.#order.moved(lane, place)),
    },
    this.#options.element,
  );
  readonly #diagram = new Diagram({
    chosen: (step, extend) => this.#goTo(step, extend),
    opened: () => this.#openSource(),
    gapText: (gap) => this.#folding?.text(gap) ?? '',
    unfolded: (gap) => {
      this.#folding?.open(gap);
      this.#diagram.rowsChanged(gap.from);
    },
    moved: (geometry, left) => this.#lanesMenu.fit(this.#headers.move(geometry, left)),
  });
  readonly #overview = new Overview((step) => this.#goTo(step));
  readonly #filtering = new Filtering({
    search: (text) => this.#host.postMessage({ type: 'search', text }),
    searchSoon: () => this.#host.postMessage({ type: 'searchSoon' }),
    folded: (folds) => this.#refold((folding) => folding.leaveOut({ others: folds })),
    changed: (matches, causality) => {
      this.#overview.filtered(matches);
      this.#diagram.filter(matches, causality);
      this.#refold((folding) => folding.filter(matches));
    },
    goTo: (step) => this.#goTo(step),
    left: () => this.#diagram.element.focus({ preventScroll: true }),
  });
  readonly #inspector = new Inspector({
    goTo: (step) => this.#goTo(step),
    lastChange: (of) => this.#host.postMessage({ type: 'lastChange', of }),
    pinned: (step) => this.#diagram.pin(step),
  });
  readonly #liars: Liars;
  readonly #forking: Forking;
  readonly #previewing: Previewing;
  readonly #status = new StatusView(() => this.#host.postMessage({ type: 'runAgain' }));
  readonly #announcer = new Announcer();
  readonly #content = html('div', { class: 'content', hidden: true });
  readonly #inspecting: Inspecting;
  #run: RunModel | undefined;
  #folding: Folding | undefined;
  #labels = new LabelPages(0, () => undefined);
  #order = LaneOrder.of(0);
  #cursor = 0;
  /** Where the selection began; it reaches to the cursor. */
  #anchor: number | undefined;
  /** Where the keyboard was before another run was waited for. */
  #focused: HTMLElement | undefined;

  constructor(host: Host, parent: HTMLElement) {
    this.#host = host;
    this.#inspecting = new Inspecting((step) => host.postMessage({ type: 'inspect', step }));
    this.#liars = new Liars(host, this.#headers);
    this.#forking = new Forking(host, this.#diagram.element, {
      cursor: () => this.#cursor,
      goTo: (step) => this.#goTo(step),
      byzantine: (node) => this.#liars.ask(node, this.#headers.switchOf(node) ?? this.#diagram.element),
    });
    this.#previewing = new Previewing(host, {
      goTo: (step) => this.#goTo(step),
      selected: () => this.#selection,
      visible: () => this.#diagram.visibleSteps(),
    });
    const lanes = html('div', { class: 'lanes-side' }, this.#headers.element, this.#diagram.element);
    const stepping = html('nav', { 'aria-label': 'Stepping' }, this.#toolbar.element, ...this.#overview.elements);
    this.#toolbar.addFilter(this.#filtering.element);
    this.#toolbar.addActions(this.#forking.actions);
    this.#content.append(this.#verdict.element, this.#forking.bar, stepping, html('main', {}, lanes, this.#inspector.element));
    const dialogs = [this.#liars.element, ...this.#forking.dialogs, this.#previewing.element];
    parent.append(this.#status.element, this.#content, ...dialogs, this.#announcer.element);
    document.addEventListener('keydown', (event) => this.#keyPressed(event));
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case 'loading':
        return this.#await(message.title);
      case 'inevitable':
        return this.#overview.inevitable(message.inevitable);
      case 'problem':
        // The run that was waited for will not come, and the one before it is of something else.
        if (this.#content.inert) this.#forget();
        return this.#status.problem(message.message, this.#run !== undefined);
      case 'run':
        return this.#show(message.content);
      case 'labels':
        this.#labels.arrived(message.from, message.labels);
        return this.#diagram.labelsArrived();
      case 'bands':
        this.#run?.bands.arrived(message.window);
        this.#inspector.bandsArrived();
        this.#status.lacking(message.window.lacking);
        return this.#diagram.bandsArrived();
      case 'found':
        return this.#filtering.arrived(message.text, message.bits);
      case 'mermaid':
        return this.#previewing.arrived(message);
      case 'comparison':
        return this.#forking.compare(message);
      case 'inspection':
        return this.#inspected(message.inspection);
      case 'lastChange':
        return this.#inspector.lastChanged(message.of, message.change);
      case 'gesture':
        return this.#gesture(message.gesture);
      case 'goesOn':
        return this.#status.goesOn(message.soFar);
      case 'edited':
        return message.edited ? this.#status.edited() : this.#status.unedited();
      case 'goTo':
        return this.#goTo(message.step);
    }
  }

  /** Another run begins: the present one can be seen until it comes, but not stepped through under its name. */
  #await(title: string): void {
    if (document.activeElement instanceof HTMLElement && this.#content.contains(document.activeElement))
      this.#focused = document.activeElement;
    this.#content.inert = true;
    this.#status.loading(title, this.#run !== undefined);
  }

  #forget(): void {
    this.#run = undefined;
    this.#inspecting.reset();
    this.#announcer.silence();
    this.#content.hidden = true;
    document.body.removeAttribute('data-ready');
  }

  #show(content: PanelRun): void {
    const run = new RunModel(content, (from, to) => this.#host.postMessage({ type: 'needBands', from, to }));
    const before = this.#run;
    // Whoever has moved on in the beginning of a run stays there when the rest of it comes: only here it is known for certain.
    const stays = before?.content.run.underWay && !this.#content.inert && this.#cursor !== before.content.cursor;
    this.#run = run;
    this.#folding = new Folding(run, this.#folding);
    this.#labels = new LabelPages(run.steps, (from, to) => this.#host.postMessage({ type: 'needLabels', from, to }));
    this.#anchor = undefined;
    this.#inspecting.reset();
    this.#content.hidden = false;
    this.#content.inert = false;
    this.#status.shown(content.run);
    this.#verdict.show(content);
    this.#forking.show(run, content);
    this.#previewing.begin(run.steps);
    this.#toolbar.begin(content.saved === undefined);
    // The same nodes stay where the reader has put them.
    if (!before || JSON.stringify(before.nodes) !== JSON.stringify(run.nodes))
      this.#order = LaneOrder.of(run.nodes.length).fitted(this.#order.isFitted);
    this.#liars.begin(run);
    this.#arrange(this.#order);
    this.#inspector.show(run);
    this.#diagram.show(run, this.#order, this.#labels);
    this.#overview.show(run);
    this.#filtering.begin(run);
    this.#goTo(stays ? this.#cursor : content.cursor);
    this.#diagram.draw();
    const { scenario, seed, events } = content.run.outcome;
    document.body.setAttribute('data-ready', `${scenario}/${seed}/${events}`);
    // Keys work at once, unless the reader is in the middle of something, here or elsewhere in VS Code.
    if (document.hasFocus() && (document.activeElement === null || document.activeElement === document.body))
      (this.#focused?.isConnected ? this.#focused : this.#diagram.element).focus({ preventScroll: true });
    this.#focused = undefined;
  }

  #inspected(inspection: Inspection): void {
    this.#inspecting.answered();
    if (!this.#run || this.#content.inert || inspection.step !== this.#cursor) return;
    this.#forking.inspected(inspection);
    this.#inspector.inspected(inspection, this.#labels.at(inspection.step));
    this.#liars.inspected(inspection);
  }

  #goTo(step: number, extend = false): void {
    const run = this.#run;
    if (!run || this.#content.inert) return;
    const to = Math.max(0, Math.min(run.steps - 1, step));
    if (!extend) this.#anchor = undefined;
    else this.#anchor ??= this.#cursor;
    this.#cursor = to;
    if (this.#folding?.reveal(to)) this.#diagram.rowsChanged();
    this.#diagram.mark({ cursor: to, chain: run.steps > 0 ? causalChain(run, to) : new Set(), selection: this.#selection });
    this.#verdict.cursorMoved(to);
    this.#overview.cursorMoved(to);
    this.#previewing.cursorMoved(to);
    this.#filtering.cursorMoved(to);
    this.#toolbar.show(to, run.steps, run.violations.length, this.#selection);
    if (run.steps === 0) return;
    this.#inspector.cursorMoved(to, this.#labels.at(to));
    this.#inspecting.want(to);
    this.#host.setState(panelState(run.content, to));
    this.#announcer.soon(() => `${spokenEvent(run, to, this.#labels.at(to))}${this.#filtering.standing(to)}`);
  }

  /** Shows other steps, and keeps the cursor's among them. */
  #refold(how: (folding: Folding) => boolean): void {
    const folding = this.#folding;
    if (!folding || !how(folding)) return;
    folding.reveal(this.#cursor);
    this.#options.show(folding);
    this.#diagram.rowsChanged();
  }

  #arrange(order: LaneOrder): void {
    this.#order = order;
    this.#headers.arrange(order);
    this.#diagram.arrange(order);
    const run = this.#run;
    if (run) this.#lanesMenu.show(run.nodes, order, [...new Set(run.violations.flatMap(({ nodes }) => nodes))]);
  }

  #foldRepeats(): void {
    this.#refold((folding) => folding.leaveOut({ repeats: !folding.withoutRepeats }));
  }

  #byTime(): void {
    this.#refold((folding) => folding.along(folding.axis === 'steps' ? { zoom: 1 } : 'steps'));
  }

  get #selection(): readonly [number, number] | undefined {
    return this.#anchor === undefined ? undefined : [Math.min(this.#anchor, this.#cursor), Math.max(this.#anchor, this.#cursor)];
  }

  #gesture(gesture: StepGesture): void {
    if (gesture === 'copyMermaid') this.#previewing.send(gesture);
    else this.#move(gesture, false);
  }

  #move(move: Move, extend: boolean): void {
    const run = this.#run;
    if (run && run.steps > 0) this.#goTo(moved(run, this.#cursor, move), extend);
  }

  #openSource(): void {
    if (this.#run && this.#run.steps > 0 && !this.#run.content.saved) this.#host.postMessage({ type: 'openSource', step: this.#cursor });
  }

  #keyPressed(event: KeyboardEvent): void {
    const target = event.target instanceof Element ? event.target : document.body;
    // Text fields, menus and pressed buttons have keys of their own; so has the pane, which scrolls.
    if (event.defaultPrevented || target.closest('input, dialog, .inspector')) return;
    const action = keyAction(event);
    if (!action || !this.#run || (action.type === 'openSource' && target.closest('button, summary, a'))) return;
    event.preventDefault();
    switch (action.type) {
      case 'move':
        return this.#move(action.move, action.extend);
      case 'page':
        return this.#goTo(this.#diagram.pageFrom(this.#cursor, action.direction), action.extend);
      case 'openSource':
        return this.#openSource();
      case 'filter':
        return this.#filtering.focus();
      case 'match':
        return this.#filtering.next(action.direction);
      case 'why':
        return this.#filtering.why(this.#cursor);
      case 'whatIf':
        return this.#forking.open();
      case 'pin':
        return this.#inspector.pin();
      case 'repeats':
        return this.#foldRepeats();
      case 'byTime':
        return this.#byTime();
      case 'zoom':
        return this.#refold((folding) => folding.zoomed(action.direction));
      case 'unfold':
        return this.#refold((folding) => folding.openBeside(this.#cursor));
      case 'selectNothing':
        return this.#goTo(this.#cursor);
    }
  }
}
