import type { FromPanel } from '../../extension/panel-messages.ts';
import type { Duration } from '../../sim-core/base/duration.ts';
import { visible } from '../../sim-core/base/plain-text.ts';
import { typedValue } from '../model/behaviour-text.ts';
import { html } from './elements.ts';

export type WhatIf = Extract<FromPanel, { readonly type: 'whatIf' }>['whatIf'];

/** What stands at the step, as far as it can be made otherwise. */
export interface WhatIfRequest {
  readonly step: number;
  /** The message that is sent, delivered or lost there, in words; absent where there is none. */
  readonly message?: string;
  /** What it says, as JSON to change; absent as long as it is not known. */
  readonly content?: string;
  /** The nodes, the one of the event first. */
  readonly nodes: readonly string[];
  readonly apply: (whatIf: WhatIf) => void;
  /** Opens the switch of a node between honest and Byzantine. */
  readonly byzantine: (node: string) => void;
}

type Choice = Exclude<WhatIf['do'], 'byzantine'> | 'byzantine';

interface Field {
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

interface Offer {
  readonly choice: Choice;
  readonly title: string;
  readonly text: string;
  readonly fields?: readonly Field[];
  readonly flag?: { readonly key: string; readonly label: string };
}

const OF_MESSAGE: readonly Offer[] = [
  { choice: 'drop', title: 'It is lost', text: 'It leaves, and never arrives.' },
  {
    choice: 'delay',
    title: 'It is late',
    text: 'It arrives so much later.',
    fields: [{ key: 'by', label: 'By', value: '1s' }],
    flag: { key: 'overtaken', label: 'later ones do not wait for it' },
  },
  { choice: 'duplicate', title: 'It arrives twice', text: 'A copy comes right behind it.' },
  {
    choice: 'rewrite',
    title: 'It says something else',
    text: 'This is delivered in its place.',
    fields: [{ key: 'value', label: 'Says', value: '{}' }],
  },
];

const OF_NODE: readonly Offer[] = [
  { choice: 'crash', title: 'It crashes', text: 'Its memory is lost.', fields: [{ key: 'for', label: 'For', value: '1s' }] },
  { choice: 'pause', title: 'It is paused', text: 'It freezes wherever it is.', fields: [{ key: 'for', label: 'For', value: '1s' }] },
  {
    choice: 'clock',
    title: 'Its clock jumps',
    text: 'Its time of day, for good.',
    fields: [{ key: 'by', label: 'By', value: '10s' }],
    flag: { key: 'back', label: 'back' },
  },
  {
    choice: 'memory',
    title: 'Its state is otherwise',
    text: 'A field holds another value.',
    fields: [
      { key: 'path', label: 'Path', value: '' },
      { key: 'value', label: 'Value', value: 'null' },
    ],
  },
  { choice: 'byzantine', title: 'It lies…', text: 'Choose how it behaves from here on.' },
];

/** The dialogue in which something is made otherwise at a step. */
export class WhatIfMenu {
  readonly element = html('dialog', { class: 'menu what-if-menu', 'data-menu': 'what-if' });
  #back: HTMLElement | undefined;

  constructor() {
    this.element.addEventListener('click', (event) => event.target === this.element && this.element.close());
    this.element.addEventListener('close', () => this.#back?.focus({ preventScroll: true }));
  }

  open(request: WhatIfRequest): void {
    const { step, message, nodes } = request;
    this.#back = document.activeElement instanceof HTMLElement ? document.activeElement : undefined;
    const node = html(
      'select',
      { 'data-input': 'node', 'aria-label': 'Node' },
      ...nodes.map((name) => html('option', { value: name }, visible(name))),
    );
    const first = message === undefined ? 'crash' : 'drop';
    const groups = [
      ...(message === undefined
        ? []
        : [
            html('h3', {}, 'The message ', html('bdi', {}, visible(message))),
            ...OF_MESSAGE.map((offer) => choiceOf(offer, first, request)),
          ]),
      html('h3', {}, html('label', {}, 'The node ', node)),
      ...OF_NODE.map((offer) => choiceOf(offer, first, request)),
    ];
    const cancel = html('button', { type: 'button' }, 'Cancel');
    cancel.addEventListener('click', () => this.element.close());
    const problem = html('output', { class: 'menu-reading', 'data-reading': true });
    const form = html(
      'form',
      { method: 'dialog', 'aria-labelledby': 'what-if-title' },
      html('h2', { id: 'what-if-title' }, `What if, at step ${step}`),
      ...groups,
      problem,
      html('p', { class: 'menu-hint' }, 'A fork shares the run up to here; this one stays as it is.'),
      html(
        'div',
        { class: 'menu-buttons' },
        cancel,
        html('button', { type: 'submit', class: 'primary', 'data-action': 'apply-what-if' }, 'Fork'),
      ),
    );
    form.addEventListener('submit', (event) => {
      const choice = new FormData(form).get('what') as Choice;
      if (choice === 'byzantine') return request.byzantine(node.value);
      const asked = askedOf(choice, node.value, form);
      if (typeof asked !== 'string') return request.apply(asked);
      problem.textContent = asked;
      event.preventDefault();
    });
    this.element.replaceChildren(form);
    this.element.showModal();
    form.querySelector<HTMLElement>(`[data-choice="${first}"] input`)?.focus();
  }
}

function choiceOf({ choice, title, text, fields = [], flag }: Offer, first: Choice, { content }: WhatIfRequest): HTMLElement {
  const radio = html('input', { type: 'radio', name: 'what', value: choice, checked: choice === first });
  const option = html(
    'div',
    { class: 'menu-choice', 'data-choice': choice },
    html('label', {}, radio, html('span', { class: 'menu-title' }, title), html('span', { class: 'menu-text' }, text)),
  );
  const inputs = fields.map(({ key, label, value }) => {
    const input = html('input', { type: 'text', 'aria-label': `${title}: ${label}`, 'data-input': key, spellcheck: 'false' });
    input.value = choice === 'rewrite' ? (content ?? value) : value;
    return html('label', {}, `${label} `, input);
  });
  if (flag) inputs.push(html('label', {}, html('input', { type: 'checkbox', 'data-input': flag.key }), ` ${flag.label}`));
  if (inputs.length > 0) option.append(html('div', { class: 'menu-details' }, ...inputs));
  // Whoever writes into what belongs to a choice means that choice.
  option.addEventListener('input', () => (radio.checked = true));
  return option;
}

/** What was asked for, or what is wrong with it. */
function askedOf(choice: Exclude<Choice, 'byzantine'>, node: string, form: HTMLElement): WhatIf | string {
  const input = (key: string): HTMLInputElement | null => form.querySelector(`[data-choice="${choice}"] [data-input="${key}"]`);
  const text = (key: string): string => input(key)?.value.trim() ?? '';
  const length = (key: string): Duration => text(key) as Duration;
  switch (choice) {
    case 'drop':
    case 'duplicate':
      return { do: choice };
    case 'delay':
      return { do: choice, by: length('by'), ...(input('overtaken')?.checked ? { overtaken: true } : {}) };
    case 'rewrite': {
      const { value } = typedValue(text('value'));
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'Write the message as a JSON object.';
      return { do: choice, value: value as Readonly<Record<string, unknown>> };
    }
    case 'crash':
    case 'pause':
      return { do: choice, node, for: length('for') };
    case 'clock':
      return { do: choice, node, by: length('by'), ...(input('back')?.checked ? { back: true } : {}) };
    case 'memory':
      return text('path') === ''
        ? 'Write a path of its state, such as holder or log.3.term.'
        : { do: choice, node, path: text('path'), value: typedValue(text('value')).value };
  }
}
