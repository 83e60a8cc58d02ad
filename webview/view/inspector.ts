import type { Inspection, LocatedProperty, NodeView } from '../../runner/protocol.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import type { Thrown } from '../../sim-core/base/verdict.ts';
import { appearanceOf } from '../../sim-core/trace/event-kinds.ts';
import type { NodeStatus } from '../../sim-core/trace/inspection.ts';
import { countText } from '../model/count-text.ts';
import { behaviourSentence } from '../model/behaviour-text.ts';
import { asideText, eventText } from '../model/event-text.ts';
import { placeText } from '../model/property-text.ts';
import type { RunModel } from '../model/run-model.ts';
import { timeText } from '../../sim-core/base/time-text.ts';
import { html, nameOf } from './elements.ts';
import { glyphIcon } from './glyphs.ts';
import { dueText, InFlightView } from './in-flight-view.ts';
import { stateTree } from './state-tree.ts';

/** More places of a stack than these lead away from the reader's own code. */
const MOST_PLACES = 4;

/** Why a node has nothing to show. */
const NO_STATE: Readonly<Record<NodeStatus, string>> = {
  unstarted: 'no state yet',
  starting: 'no state yet: its init is under way',
  up: 'no state',
  busy: 'no state yet: its init is under way',
  paused: 'no state yet: its init is under way',
  down: 'memory lost',
};

/** An inspection that takes longer than this is not waited for before the event itself is shown. */
const LATE = 120;

/** The pane beside the diagram: the event at the cursor, and every node as it was right after it. */
export class Inspector {
  readonly element = html('aside', { class: 'inspector', 'aria-label': 'The world after this step', tabindex: 0 });
  readonly #event = html('section', { class: 'inspector-event' });
  readonly #nodes = html('div', { class: 'inspector-nodes' });
  readonly #flights: InFlightView;
  /** Nodes that the reader folded away stay so while stepping. */
  readonly #folded = new Set<string>();
  #run: RunModel | undefined;
  #late: number | undefined;

  constructor(goTo: (step: number) => void) {
    this.#flights = new InFlightView(goTo);
    this.element.append(this.#event, this.#flights.element, this.#nodes);
  }

  show(run: RunModel): void {
    this.#run = run;
    clearTimeout(this.#late);
    this.#folded.clear();
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
    const acting = run.nodes[run.laneAt(step)];
    clearTimeout(this.#late);
    this.element.classList.remove('is-stale');
    this.#showEvent(run, step, detail, inspection);
    this.#flights.show(run, step, nodes, inspection.time);
    const { saved } = run.content;
    if (saved && nodes.length === 0) this.#nodes.replaceChildren(unsavedRemark(saved.states));
    else this.#nodes.replaceChildren(...nodes.map((node) => this.#node(node, node.name === acting, inspection.time)));
    this.element.setAttribute('data-inspected', String(step));
    this.#reveal(this.#nodes.querySelector<HTMLElement>('.is-acting'));
  }

  /** Brings the card of the acting node into view from its name on, and what changed in it where that is further down. */
  #reveal(card: HTMLElement | null): void {
    const covered = getComputedStyle(this.#event).position === 'sticky' ? this.#event.offsetHeight : 0;
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

  #showEvent(run: RunModel, step: number, carried: string | undefined, inspection: Inspection | undefined): void {
    const kind = run.kindAt(step);
    const { glyph, tone } = appearanceOf(kind, run.columns.flags[step]!);
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
        `step ${step} at ${timeText(run.columns.time[step]!)}${cause === undefined ? '' : `, caused by step ${cause}`}`,
      ),
    );
    for (const { property } of run.violations.filter((violation) => violation.step === step)) {
      if (property.thrown) this.#event.append(thrownBlock(property, property.thrown));
    }
    if (inspection?.value !== undefined) this.#event.append(stateTree(inspection.value, []));
    else if (detail !== '') this.#event.append(html('div', { class: 'inspector-detail', dir: 'auto' }, detail));
  }

  #node(view: NodeView, acting: boolean, now: number): HTMLElement {
    const { name, status, clock, state, changed, timers, disk, unsynced, byzantine } = view;
    const card = html(
      'details',
      {
        class: `node node-${status}${acting ? ' is-acting' : ''}`,
        open: acting || changed.length > 0 || !this.#folded.has(name),
        'data-node-state': name,
        'data-status': status,
      },
      html(
        'summary',
        {},
        nameOf(name),
        html('span', { class: `status status-${status}` }, status),
        ...(changed.length > 0 && state !== undefined
          ? [html('span', { class: 'node-changes' }, changed.length === 1 ? '1 change' : `${changed.length} changes`)]
          : []),
        html('span', { class: 'node-clock', title: 'Its own time of day' }, timeText(clock)),
      ),
      ...(byzantine ? [html('div', { class: 'node-byzantine' }, behaviourSentence(byzantine))] : []),
      state === undefined ? html('div', { class: 'node-none' }, NO_STATE[status]) : stateTree(state, changed),
      ...(timers.length > 0
        ? [
            section(
              'timers',
              timers.map((timer) => [timer.name, dueText(timer.due - now)] as const),
            ),
          ]
        : []),
      ...(Object.keys(disk).length > 0 ? [diskSection(disk, unsynced)] : []),
    );
    // The click comes before what it does. A card that opens by itself is no wish of the reader.
    card.firstElementChild?.addEventListener('click', () => void (card.open ? this.#folded.add(name) : this.#folded.delete(name)));
    return card;
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

function section(title: string, entries: readonly (readonly [name: string, text: string])[]): HTMLElement {
  return html(
    'div',
    { class: 'node-section', 'data-section': title },
    html('h3', {}, title),
    ...entries.map(([name, text]) =>
      html('div', { class: 'tree-line' }, html('span', { class: 'tree-key' }, visible(name)), html('span', { class: 'tree-value' }, text)),
    ),
  );
}

function diskSection(disk: NodeView['disk'], unsynced: readonly string[]): HTMLElement {
  const element = html('div', { class: 'node-section', 'data-section': 'disk' }, html('h3', {}, 'disk'), stateTree(disk, []));
  if (unsynced.length > 0)
    element.append(
      html(
        'div',
        { class: 'node-unsynced', title: 'Lost if the node crashes now' },
        `not yet durable: ${unsynced.map(visible).join(', ')}`,
      ),
    );
  return element;
}
