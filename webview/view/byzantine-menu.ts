import { lineOf } from '../../sim-core/base/plain-text.ts';
import type { ByzantineBehaviour } from '../../sim-core/trace/trace.ts';
import { typedValue, valueToType } from '../model/behaviour-text.ts';
import { html, nameOf } from './elements.ts';

type Choice = 'honest' | ByzantineBehaviour['behaviour'];

/** What is said of each behaviour, in the order in which they are offered. */
const CHOICES: Readonly<Record<Choice, { readonly title: string; readonly text: string }>> = {
  honest: { title: 'Honest', text: 'What it sends leaves it as it is.' },
  silent: { title: 'Silent', text: 'Nothing that it sends ever leaves it.' },
  forge: { title: 'Forging', text: 'Fields of what it sends are replaced.' },
  equivocate: { title: 'Equivocating', text: 'Every second peer is told something else.' },
};

const TEMPTING_VALUE = '999999';

export interface ByzantineRequest {
  readonly node: string;
  readonly present: ByzantineBehaviour | undefined;
  /** Names of fields worth forging, the most telling first. */
  readonly fields: readonly string[];
  readonly anchor: HTMLElement;
  readonly apply: (behaviour: ByzantineBehaviour | null) => void;
}

/** The small dialogue in which a node is switched between honest and Byzantine. */
export class ByzantineMenu {
  readonly element = html('dialog', { class: 'menu byzantine-menu', 'data-menu': 'byzantine' });
  #request: ByzantineRequest | undefined;
  #rows: { field: HTMLInputElement; value: HTMLInputElement }[] = [];

  constructor() {
    // A click on the backdrop is a click on the dialogue itself.
    this.element.addEventListener('click', (event) => event.target === this.element && this.element.close());
    this.element.addEventListener('close', () => {
      this.#request?.anchor.focus();
      this.#request = undefined;
    });
  }

  open(request: ByzantineRequest): void {
    this.#request = request;
    const present = request.present?.behaviour ?? 'honest';
    const forged = request.present?.behaviour === 'forge' ? Object.entries(request.present.fields) : [];
    const start =
      forged.length > 0
        ? forged.map(([field, value]) => [field, valueToType(value)] as const)
        : [[request.fields[0] ?? 'token', TEMPTING_VALUE] as const];
    const names = html('datalist', { id: 'forgeable' }, ...request.fields.map((name) => html('option', { value: name })));
    const rows = html('div', { class: 'menu-fields' });
    const addRow = (field: string, value: string): void => rows.append(this.#fieldRow(field, value));
    this.#rows = [];
    for (const [field, value] of start) addRow(field, value);
    const only = html('input', {
      type: 'text',
      placeholder: 'all numbers and flags',
      'aria-label': 'Only these fields, separated by commas',
      'data-input': 'only',
    });
    if (request.present?.behaviour === 'equivocate') only.value = request.present.fields?.join(', ') ?? '';
    const more = html('button', { type: 'button', class: 'link', 'data-action': 'add-field' }, 'Another field');
    more.addEventListener('click', () => addRow('', TEMPTING_VALUE));
    const details: Readonly<Record<string, HTMLElement | undefined>> = {
      forge: html('div', { class: 'menu-details' }, rows, more, names),
      equivocate: html('div', { class: 'menu-details' }, html('label', {}, 'Only ', only)),
    };
    const form = html(
      'form',
      { method: 'dialog', 'aria-labelledby': 'byzantine-title' },
      html('h2', { id: 'byzantine-title' }, 'How ', nameOf(request.node), ' behaves'),
      ...Object.entries(CHOICES).map(([choice, { title, text }]) => {
        const radio = html('input', {
          type: 'radio',
          name: 'behaviour',
          value: choice,
          checked: choice === present,
          autofocus: choice === present,
        });
        const option = html(
          'div',
          { class: 'menu-choice', 'data-choice': choice },
          html('label', {}, radio, html('span', { class: 'menu-title' }, title), html('span', { class: 'menu-text' }, text)),
        );
        const inner = details[choice];
        if (inner) option.append(inner);
        return option;
      }),
      html('p', { class: 'menu-hint' }, 'The same seed runs again; the code of the node is not touched.'),
      html(
        'div',
        { class: 'menu-buttons' },
        this.#cancelButton(),
        html('button', { type: 'submit', class: 'primary', 'data-action': 'apply-byzantine' }, 'Run again'),
      ),
    );
    form.addEventListener('submit', () => this.#apply(new FormData(form).get('behaviour') as Choice, only.value));
    this.element.replaceChildren(form);
    this.element.showModal();
    this.#place(request.anchor);
  }

  #fieldRow(field: string, value: string): HTMLElement {
    const inputs = {
      field: html('input', { type: 'text', list: 'forgeable', 'aria-label': 'Field', 'data-input': 'field', spellcheck: 'false' }),
      value: html('input', { type: 'text', 'aria-label': 'Value', 'data-input': 'value', spellcheck: 'false' }),
    };
    inputs.field.value = field;
    inputs.value.value = value;
    this.#rows.push(inputs);
    const hint = html('output', { class: 'menu-reading', 'data-reading': true });
    const row = html('div', {}, html('div', { class: 'menu-field' }, inputs.field, html('span', {}, '='), inputs.value), hint);
    row.addEventListener('input', () => {
      // A slip of the pen in a number or an object would else be a text, and nobody would know.
      hint.textContent = typedValue(inputs.value.value).isText
        ? `This is no JSON: it is sent as the text ${lineOf(inputs.value.value, 60)}.`
        : '';
      // Whoever writes a field means to forge it.
      const radio = row.closest('.menu-choice')?.querySelector('input[type=radio]');
      if (radio instanceof HTMLInputElement) radio.checked = true;
    });
    return row;
  }

  #cancelButton(): HTMLElement {
    const button = html('button', { type: 'button' }, 'Cancel');
    button.addEventListener('click', () => this.element.close());
    return button;
  }

  #apply(choice: Choice, only: string): void {
    const request = this.#request;
    if (!request) return;
    switch (choice) {
      case 'honest':
        return request.apply(null);
      case 'silent':
        return request.apply({ behaviour: 'silent' });
      case 'equivocate': {
        const fields = only
          .split(',')
          .map((field) => field.trim())
          .filter((field) => field !== '');
        return request.apply(fields.length > 0 ? { behaviour: 'equivocate', fields } : { behaviour: 'equivocate' });
      }
      case 'forge': {
        const fields = this.#rows
          .map(({ field, value }) => [field.value.trim(), typedValue(value.value).value] as const)
          .filter(([field]) => field !== '');
        if (fields.length > 0) request.apply({ behaviour: 'forge', fields: Object.fromEntries(fields) });
      }
    }
  }

  /** Below the button, within the window. */
  #place(anchor: HTMLElement): void {
    const { left, bottom } = anchor.getBoundingClientRect();
    const { width, height } = this.element.getBoundingClientRect();
    this.element.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    this.element.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - height - 8))}px`;
  }
}
