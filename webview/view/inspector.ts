import type { StateValue } from '../../extension/panel-messages.ts';
import type { Inspection, LastChange, LocatedProperty } from '../../runner/protocol.ts';
import { lineOf, visible } from '../../sim-core/base/plain-text.ts';
import type { Thrown } from '../../sim-core/base/verdict.ts';
import { appearanceAt } from '../model/appearance.ts';
import { countText } from '../model/count-text.ts';
import { spokenBand } from '../model/band-text.ts';
import { asideText, eventText } from '../model/event-text.ts';
import { lengthText } from '../model/length-text.ts';
import { placeText } from '../model/property-text.ts';
import type { RunModel } from '../model/run-model.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { html, nameOf } from './elements.ts';
import { glyphIcon } from './glyphs.ts';
import { InFlightView } from './in-flight-view.ts';
import { nodeCard } from './node-card.ts';
import { InspectorTools } from './inspector-tools.ts';
import { stateTree } from './state-tree.ts';

/** More places of a stack than these lead away from the reader's own code. */
const MOST_PLACES = 4;

/** An inspection that takes longer than this is not waited for before the event itself is shown. */
const LATE = 120;

/** So much is said of what a value was. */
const LONGEST_BEFORE = 80;

export interface InspectorEvents {
  goTo(step: number): void;
  /** Somebody asks when a value last became what it is. */
  lastChange(of: StateValue): void;
  /** Other worlds are compared with that after this step; with none, if undefined. */
  pinned(step: number | undefined): void;
}

/** The pane beside the diagram: the event at the cursor, and every node as it was right after it. */
export class Inspector {
  readonly element = html('aside', { class: 'inspector', 'aria-label': 'The world after this step', tabindex: 0 });
  readonly #event = html('section', { class: 'inspector-event' });
  readonly #top = html('div', { class: 'inspector-top' });
  readonly #nodes = html('div', { class: 'inspector-nodes' });
  readonly #flights: InFlightView;
  readonly #tools: InspectorTools;
  readonly #events: InspectorEvents;
  /** Nodes that the reader folded away stay so while stepping. */
  readonly #folded = new Set<string>();
  #run: RunModel | undefined;
  #late: number | undefined;
  /** What stood beside the lanes when the nodes were shown. */
  #beside = '';
  /** What is shown, and what it is compared with. */
  #inspection: Inspection | undefined;
  #pinned: Inspection | undefined;
  /** What the reader has opened and closed, by node and path; it stays so while stepping. */
  #opened = new Map<string, Map<string, boolean>>();
  /** The value of which the reader asked last when it changed, and where the answer goes. */
  #asked: { readonly of: StateValue; readonly element: HTMLElement } | undefined;

  constructor(events: InspectorEvents) {
    this.#events = events;
    this.#flights = new InFlightView((step) => events.goTo(step));
    this.#tools = new InspectorTools({ filtered: () => this.#showNodes(), pin: () => this.pin(), goTo: (step) => events.goTo(step) });
    this.#top.append(this.#event, this.#tools.element);
    this.element.append(this.#top, this.#flights.element, this.#nodes);
  }

  /** Keeps the world that is shown, to compare others with it; asked at the same step, no longer. */
  pin(): void {
    if (!this.#inspection || this.#inspection.nodes.length === 0) return;
    this.#pinned = this.#pinned?.step === this.#inspection.step ? undefined : this.#inspection;
    this.#tools.pinned(this.#pinned?.step);
    this.#events.pinned(this.#pinned?.step);
    this.#showNodes();
  }

  show(run: RunModel): void {
    this.#run = run;
    // Before anything has happened there is no world to look at.
    this.element.hidden = run.steps === 0;
    clearTimeout(this.#late);
    this.#folded.clear();
    this.#inspection = undefined;
    this.#pinned = undefined;
    this.#tools.pinned(undefined);
    this.#events.pinned(undefined);
    this.#nodes.replaceChildren();
    this.#event.replaceChildren();
    this.element.removeAttribute('data-inspected');
  }

  /** The cursor has moved on; what is shown is of another step until its inspection arrives. */
  cursorMoved(step: number, detail: string | undefined): void {
    if (!this.#run || this.#run.steps === 0) return;
    const run = this.#run;
    this.element.classList.toggle('is-stale', this.element.getAttribute('data-inspected') !== String(step));
    clearTimeout(this.#late);
    // Most answers come before anybody could have read what is known without them.
    this.#late = setTimeout(() => this.#showEvent(run, step, detail, undefined), LATE);
  }

  inspected(inspection: Inspection, detail: string | undefined): void {
    const run = this.#run;
    if (!run) return;
    const { step, nodes } = inspection;
    this.#inspection = inspection;
    clearTimeout(this.#late);
    this.element.classList.remove('is-stale');
    this.#showEvent(run, step, detail, inspection);
    this.#flights.show(run, step, nodes, inspection.time);
    this.#showNodes();
    this.element.setAttribute('data-inspected', String(step));
    this.#reveal(this.#nodes.querySelector<HTMLElement>('.is-acting'));
  }

  /** What stands beside the lanes is known. */
  bandsArrived(): void {
    const [run, inspection] = [this.#run, this.#inspection];
    // What the reader has opened or asked for stays, where nothing is new.
    if (run && inspection && this.#beside !== run.bands.at(inspection.step).map(spokenBand).join()) this.#showNodes();
  }

  /** What the reader asked for is said below the value, if he still sees it. */
  lastChanged(of: StateValue, change: LastChange): void {
    const [run, asked] = [this.#run, this.#asked];
    if (!run || !asked?.element.isConnected || JSON.stringify(asked.of) !== JSON.stringify(of)) return;
    asked.element.querySelector('.tree-answer')?.remove();
    asked.element.append(this.#answer(run, of, change));
  }

  #answer(run: RunModel, of: StateValue, change: LastChange): HTMLElement {
    if (!('step' in change)) {
      const since = change.searchedTo === 0 ? 'at any step' : `at step ${countText(change.searchedTo)} or later`;
      return html('span', { class: 'tree-answer' }, `did not change ${since}`);
    }
    const { step } = change;
    const { time } = run.columns;
    const link = html('button', { type: 'button', class: 'link', 'data-action': 'lastChange' }, `step ${countText(step)}`);
    link.addEventListener('click', () => this.#events.goTo(step));
    const ago = time[of.step]! - time[step]!;
    const before = 'was' in change ? `, was ${lineOf(change.was, LONGEST_BEFORE)}` : '';
    const when = step === of.step ? ' (this step)' : ago > 0 ? `, ${lengthText(ago)} before` : '';
    return html('span', { class: 'tree-answer', role: 'status' }, 'last changed at ', link, `${when}${before}`);
  }

  #showNodes(): void {
    const [run, inspection, pinned] = [this.#run, this.#inspection, this.#pinned];
    if (!run || !inspection) return;
    const { step, nodes, time: now } = inspection;
    const { saved } = run.content;
    if (saved && nodes.length === 0) return this.#nodes.replaceChildren(unsavedRemark(saved.states));
    const acting = run.nodes[run.laneAt(step)];
    this.#beside = run.bands.at(step).map(spokenBand).join();
    const cards = nodes.map((view) => {
      const { name } = view;
      const opened = this.#opened.get(name) ?? new Map<string, boolean>();
      this.#opened.set(name, opened);
      return nodeCard(view, {
        isActing: name === acting,
        isFolded: this.#folded.has(name),
        now,
        beside: run.bands.at(step).filter(({ band }) => run.nodes[band.node] === name),
        filter: this.#tools.filter,
        ...(pinned && pinned.step !== step ? { base: { step: pinned.step, view: pinned.nodes.find((other) => other.name === name) } } : {}),
        opened,
        folded: (folded) => void (folded ? this.#folded.add(name) : this.#folded.delete(name)),
        asked: (path, element) => this.#ask({ step, node: name, path }, element),
      });
    });
    this.#nodes.replaceChildren(...cards);
  }

  #ask(of: StateValue, element: HTMLElement): void {
    const answer = element.querySelector('.tree-answer');
    if (answer) return answer.remove();
    this.#asked = { of, element };
    element.append(html('span', { class: 'tree-answer' }, 'looking back …'));
    this.#events.lastChange(of);
  }

  /** Brings the card of the acting node into view from its name on, and what changed in it where that is further down. */
  #reveal(card: HTMLElement | null): void {
    const covered = getComputedStyle(this.#top).position === 'sticky' ? this.#top.offsetHeight : 0;
    this.element.style.setProperty('--covered', `${covered}px`);
    if (!card) return;
    const { clientHeight, scrollTop } = this.element;
    const [top, bottom] = [card.offsetTop - covered, card.offsetTop + card.offsetHeight];
    const isWhole = bottom - top <= clientHeight;
    if (top < scrollTop || !isWhole) this.element.scrollTop = top;
    else if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight;
    const changed = card.querySelector<HTMLElement>('[data-changed]');
    if (!changed || isWhole) return;
    // Some lines below it tell where it stands; the name of the node stays above it.
    const below = changed.offsetTop + 4 * changed.offsetHeight - clientHeight;
    if (below > this.element.scrollTop) this.element.scrollTop = below;
  }

  #link(step: number): HTMLElement {
    const link = html('button', { type: 'button', class: 'link', 'data-action': 'cause' }, `step ${step}`);
    link.addEventListener('click', () => this.#events.goTo(step));
    return link;
  }

  #showEvent(run: RunModel, step: number, carried: string | undefined, inspection: Inspection | undefined): void {
    const kind = run.kindAt(step);
    const { glyph, tone } = appearanceAt(run, step);
    const text = eventText(run, step, carried);
    const { lead, detail, marks } = text;
    const aside = asideText(text);
    const node = run.nodes[run.laneAt(step)];
    const cause = run.causeAt(step);
    this.#event.replaceChildren(
      html('h2', {}, glyphIcon(glyph, tone), html('span', {}, kind), ...(node === undefined ? [] : [nameOf(node)])),
      html(
        'div',
        { class: 'inspector-lead', dir: 'auto' },
        html('strong', {}, lead === kind ? '' : lead),
        ...marks.map((mark) => html('span', { class: 'label-mark' }, mark)),
        html('span', { class: 'label-aside' }, aside === kind ? '' : aside),
      ),
      html(
        'div',
        { class: 'inspector-when' },
        `step ${step} at ${timeText(run.columns.time[step]!)}`,
        ...(cause === undefined ? [] : [', caused by ', this.#link(cause)]),
      ),
    );
    for (const { property } of run.violations.filter((violation) => violation.step === step)) {
      if (property.thrown) this.#event.append(thrownBlock(property, property.thrown));
    }
    if (inspection?.value !== undefined) this.#event.append(stateTree(inspection.value, [], { label: 'What the event carries' }));
    else if (detail !== '') this.#event.append(html('div', { class: 'inspector-detail', dir: 'auto' }, detail));
  }
}

/** Which handler threw what, and where it was. */
function thrownBlock({ because, stack = [] }: LocatedProperty, { node, handler }: Thrown): HTMLElement {
  return html(
    'div',
    { class: 'thrown', 'data-thrown': handler },
    html('div', { class: 'thrown-because', dir: 'auto' }, because ?? `The handler ${visible(handler)} of ${visible(node)} threw.`),
    ...stack.slice(0, MOST_PLACES).map((frame) => html('div', { class: 'thrown-place', title: frame.file }, placeText(frame))),
  );
}

function unsavedRemark([from, to]: readonly [from: number, to: number]): HTMLElement {
  const held = to > from ? `has those of steps ${countText(from)} to ${countText(to - 1)}` : 'has none';
  return html('p', { class: 'inspector-remark', 'data-unsaved': true }, `The states after this step are not in this file, which ${held}.`);
}
