import type { Duration } from '../../sim-core/base/duration.ts';
import { lineOf } from '../../sim-core/base/plain-text.ts';
import type { ByzantineBehaviour } from '../../sim-core/trace/trace.ts';
import { typedValue, valueToType } from '../model/behaviour-text.ts';
import { html, nameOf } from './elements.ts';

type Choice = 'honest' | ByzantineBehaviour['behaviour'];

/** What is said of each behaviour, in the order in which they are offered. */
const CHOICES: Readonly<Record<Choice, { readonly title: string; readonly text: string }>> = {
  honest: { title: 'Honest', text: 'What it sends leaves it as it is.' },
  silent: { title: 'Silent', text: 'Nothing that it sends ever leaves it.' },
  selective: { title: 'Selective', text: 'Some are told nothing, and the others the truth.' },
  delay: { title: 'Delaying', text: 'What it sends leaves it late.' },
  forge: { title: 'Forging', text: 'Fields of what it sends are replaced.' },
  equivocate: { title: 'Equivocating', text: 'Some are told something else, all of them the same.' },
  collude: { title: 'Colluding', text: 'It tells the same lies as its accomplices.' },
  replay: { title: 'Replaying', text: 'Old messages take the place of new ones.' },
  amnesia: { title: 'Forgetful', text: 'Now and then it forgets what it knew, and goes on.' },
  misreport: { title: 'Misreporting', text: 'Of its state it says what it was at its start.' },
};

interface Field {
  readonly key: string;
  readonly label: string;
  readonly placeholder: string;
}

const ONLY: Field = { key: 'only', label: 'Only these fields', placeholder: 'all numbers and flags, or drawn' };
const WHOM: Field = { key: 'whom', label: 'To', placeholder: 'one, halves, drawn, or nodes' };

/** What may be said of a behaviour besides, as texts; those of a list are separated by commas. */
const DETAILS: Readonly<Partial<Record<Choice, readonly Field[]>>> = {
  selective: [WHOM],
  delay: [{ key: 'by', label: 'By', placeholder: '1s' }],
  equivocate: [ONLY, WHOM],
  collude: [{ key: 'with', label: 'With', placeholder: 'nodes' }, ONLY, WHOM],
  amnesia: [{ key: 'only', label: 'Only these fields', placeholder: 'all of its state' }],
  misreport: [{ key: 'only', label: 'Only these fields', placeholder: 'all that it tells of its state' }],
};

const TEMPTING_VALUE = '999999';

export interface ByzantineRequest {
  readonly node: string;
  readonly present: ByzantineBehaviour | undefined;
  /** Names of fields worth forging, the most telling first. */
  readonly fields: readonly string[];
  readonly anchor: HTMLElement;
  /** `fromStart` means the whole run, and not what comes after the step at the cursor. */
  readonly apply: (behaviour: ByzantineBehaviour | null, fromStart?: true) => void;
}

/** The small dialogue in which a node is switched between honest and Byzantine. */
export class ByzantineMenu {
  readonly element = html('dialog', { class: 'menu byzantine-menu', 'data-menu': 'byzantine' });
  readonly #fromStart = html('input', { type: 'checkbox', 'data-input': 'from-start' });
  #request: ByzantineRequest | undefined;
  #rows: { field: HTMLInputElement; value: HTMLInputElement }[] = [];
  /** The other inputs, by their behaviour and key. */
  readonly #texts = new Map<string, HTMLInputElement>();

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
    const forged = request.present?.behaviour === 'forge' ? forgedOf(request.present.fields) : [];
    const start =
      forged.length > 0
        ? forged.map(([field, value]) => [field, valueToType(value)] as const)
        : [[request.fields[0] ?? 'token', TEMPTING_VALUE] as const];
    const names = html('datalist', { id: 'forgeable' }, ...request.fields.map((name) => html('option', { value: name })));
    const rows = html('div', { class: 'menu-fields' });
    const addRow = (field: string, value: string): void => rows.append(this.#fieldRow(field, value));
    this.#rows = [];
    for (const [field, value] of start) addRow(field, value);
    const more = html('button', { type: 'button', class: 'link', 'data-action': 'add-field' }, 'Another field');
    more.addEventListener('click', () => addRow('', TEMPTING_VALUE));
    this.#texts.clear();
    this.#fromStart.checked = false;
    const written = textsOf(request.present);
    const details = (choice: Choice): HTMLElement | undefined => {
      if (choice === 'forge') return html('div', { class: 'menu-details' }, rows, more, names);
      const fields = DETAILS[choice]?.map((field) => this.#textField(choice, field, choice === present ? (written[field.key] ?? '') : ''));
      return fields && html('div', { class: 'menu-details' }, ...fields);
    };
    const form = html(
      'form',
      { method: 'dialog', 'aria-labelledby': 'byzantine-title' },
      html('h2', { id: 'byzantine-title' }, 'How ', nameOf(request.node), ' behaves'),
      ...(Object.entries(CHOICES) as [Choice, (typeof CHOICES)[Choice]][]).map(([choice, { title, text }]) => {
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
        const inner = details(choice);
        if (inner) option.append(inner);
        return option;
      }),
      html('label', { class: 'menu-from' }, this.#fromStart, ' from the start of the run, and not from this step on'),
      html('p', { class: 'menu-hint' }, 'The same seed runs again; the code of the node is not touched.'),
      html(
        'div',
        { class: 'menu-buttons' },
        this.#cancelButton(),
        html('button', { type: 'submit', class: 'primary', 'data-action': 'apply-byzantine' }, 'Run again'),
      ),
    );
    form.addEventListener('submit', () => this.#apply(new FormData(form).get('behaviour') as Choice));
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
      chooseAround(row);
    });
    return row;
  }

  #textField(choice: Choice, { key, label, placeholder }: Field, value: string): HTMLElement {
    const input = html('input', { type: 'text', placeholder, 'aria-label': label, 'data-input': key, spellcheck: 'false' });
    input.value = value;
    this.#texts.set(`${choice}.${key}`, input);
    const field = html('label', {}, `${label} `, input);
    field.addEventListener('input', () => chooseAround(field));
    return field;
  }

  /** What was typed into a field, as a list. */
  #listed(choice: Choice, key: string): readonly string[] {
    return (this.#texts.get(`${choice}.${key}`)?.value ?? '')
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
  }

  #cancelButton(): HTMLElement {
    const button = html('button', { type: 'button' }, 'Cancel');
    button.addEventListener('click', () => this.element.close());
    return button;
  }

  #apply(choice: Choice): void {
    const asked = this.#request;
    if (!asked) return;
    const request = { apply: (behaviour: ByzantineBehaviour | null) => asked.apply(behaviour, this.#fromStart.checked || undefined) };
    const only = this.#listed(choice, 'only');
    const fields = only.length > 0 ? { fields: only } : {};
    const lied = only.length === 1 && only[0] === 'drawn' ? ({ fields: 'drawn' } as const) : fields;
    const whom = this.#listed(choice, 'whom');
    const share = SHARES.find((word) => whom.length === 1 && whom[0] === word);
    const groups = whom.length > 0 ? { groups: share ?? [whom] } : {};
    switch (choice) {
      case 'honest':
        return request.apply(null);
      case 'silent':
      case 'replay':
        return request.apply({ behaviour: choice });
      case 'selective':
        return request.apply({ behaviour: choice, ...(whom.length > 0 ? { victims: share ?? whom } : {}) });
      case 'delay':
        return request.apply({ behaviour: choice, by: (this.#listed(choice, 'by')[0] ?? '1s') as Duration });
      case 'equivocate':
        return request.apply({ behaviour: choice, ...lied, ...groups });
      case 'collude':
        return request.apply({ behaviour: choice, with: this.#listed(choice, 'with'), ...lied, ...groups });
      case 'amnesia':
      case 'misreport':
        return request.apply({ behaviour: choice, ...fields });
      case 'forge': {
        const forged = this.#rows
          .map(({ field, value }) => [field.value.trim(), typedValue(value.value).value] as const)
          .filter(([field]) => field !== '');
        if (forged.length > 0) request.apply({ behaviour: 'forge', fields: Object.fromEntries(forged) });
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

const SHARES = ['one', 'halves', 'drawn'] as const;

/** Whoever writes into what belongs to a choice means that choice. */
function chooseAround(element: HTMLElement): void {
  const radio = element.closest('.menu-choice')?.querySelector('input[type=radio]');
  if (radio instanceof HTMLInputElement) radio.checked = true;
}

/** Fields that a present lie writes, with values; those that get drawn ones are for who wrote them. */
function forgedOf(fields: Extract<ByzantineBehaviour, { readonly behaviour: 'forge' }>['fields']): readonly (readonly [string, unknown])[] {
  return typeof fields === 'string' || Array.isArray(fields) ? [] : Object.entries(fields);
}

/** The options of a present lie, by the keys of the inputs. */
function textsOf(present: ByzantineBehaviour | undefined): Readonly<Record<string, string | undefined>> {
  const { fields, groups, victims, by, with: accomplices } = (present ?? {}) as Readonly<Record<string, unknown>>;
  const text = (value: unknown): string | undefined => (Array.isArray(value) ? value.flat().join(', ') : (value as string | undefined));
  return {
    only: Array.isArray(fields) || fields === 'drawn' ? text(fields) : undefined,
    whom: text(groups ?? victims),
    by: text(by),
    with: text(accomplices),
  };
}
