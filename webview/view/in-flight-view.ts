import type { NodeView } from '../../runner/protocol.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import { countText } from '../model/count-text.ts';
import { inFlightAt, type Flight } from '../model/in-flight.ts';
import { lengthText } from '../model/length-text.ts';
import type { RunModel } from '../model/run-model.ts';
import { html } from './elements.ts';

/** More lines than these nobody reads; how many there are is said all the same. */
const MOST_LINES = 40;

/** What is going on besides the states: messages with their age and fate, and the timers of all nodes. */
export class InFlightView {
  readonly element = html('details', { class: 'in-flight' });
  readonly #summary = html('summary', {});
  readonly #list = html('ul', { 'aria-label': 'In flight' });
  readonly #goTo: (step: number) => void;

  constructor(goTo: (step: number) => void) {
    this.#goTo = goTo;
    this.element.append(this.#summary, this.#list);
  }

  show(run: RunModel, step: number, nodes: readonly NodeView[], now: number): void {
    const flights = inFlightAt(run, step);
    const timers = nodes.flatMap(({ name, timers: own }) => own.map((timer) => ({ node: name, ...timer }))).sort((a, b) => a.due - b.due);
    this.element.setAttribute('data-in-flight', String(flights.length));
    this.#summary.textContent = `in flight: ${counted(flights.length, 'message')}, ${counted(timers.length, 'timer')}`;
    this.#list.replaceChildren(
      ...flights.slice(0, MOST_LINES).map((flight) => this.#message(run, step, flight)),
      ...more(flights.length, 'message'),
      ...timers.slice(0, MOST_LINES).map(({ node, name, due }) => line(`${visible(node)}: timer ${visible(name)}`, dueText(due - now))),
      ...more(timers.length, 'timer'),
    );
  }

  #message(run: RunModel, step: number, { send, fate, until }: Flight): HTMLElement {
    const { time } = run.columns;
    const [from, to] = [run.nodes[run.laneAt(send)] ?? '?', run.nodes[run.peerAt(send)] ?? '?'];
    const name = html(
      'button',
      { type: 'button', class: 'link', 'data-flight': send, title: `Sent at step ${send}. Click to go there.` },
      `${visible(run.nameAt(send))} ${visible(from)} → ${visible(to)}`,
    );
    name.addEventListener('click', () => this.#goTo(send));
    const elapsed = time[step]! - time[send]!;
    const age = elapsed === 0 ? 'just sent' : `sent ${lengthText(elapsed)} ago`;
    const reason = fate === 'is lost' && until !== undefined ? `: ${visible(run.nameAt(until))}` : '';
    const when = until === undefined ? '' : ` in ${lengthText(time[until]! - time[step]!)}, at step ${until}${reason}`;
    return line(name, `${age}, ${fate}${when}`);
  }
}

/** When a timer is due, from now. */
export function dueText(left: number): string {
  return left >= 0 ? `in ${lengthText(left)}` : `${lengthText(-left)} overdue`;
}

function line(name: Node | string, text: string): HTMLElement {
  return html('li', { class: 'flight' }, html('span', { class: 'flight-name' }, name), html('span', { class: 'flight-text' }, text));
}

function more(count: number, what: string): HTMLElement[] {
  return count <= MOST_LINES ? [] : [html('li', { class: 'flight' }, `${counted(count - MOST_LINES, `more ${what}`)}`)];
}

function counted(count: number, what: string): string {
  return `${countText(count)} ${what}${count === 1 ? '' : 's'}`;
}
