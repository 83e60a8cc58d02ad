import type { StepGesture } from '../../extension/panel-messages.ts';
import { countText } from '../model/count-text.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';
import { legend } from './legend.ts';

interface Button {
  readonly gesture: StepGesture;
  readonly icon: Parameters<typeof icon>[0];
  readonly text?: string;
  readonly title: string;
}

/** Stepping back comes first: it is what this tool is for. */
const GROUPS: readonly (readonly Button[])[] = [
  [
    { gesture: 'back', icon: 'back', text: 'Step back', title: 'Step back (Up, Left or k)' },
    { gesture: 'forward', icon: 'forward', title: 'Step forward (Down, Right or j)' },
  ],
  [
    { gesture: 'backSameNode', icon: 'backSameNode', title: 'Previous step of the same node (Alt+Up)' },
    { gesture: 'forwardSameNode', icon: 'forwardSameNode', title: 'Next step of the same node (Alt+Down)' },
  ],
  [
    { gesture: 'start', icon: 'start', title: 'First step (Home)' },
    { gesture: 'end', icon: 'end', title: 'Last step (End)' },
  ],
  [{ gesture: 'violation', icon: 'violation', text: 'Violation', title: 'Next violation (v)' }],
];

export interface ToolbarEvents {
  gesture(gesture: StepGesture): void;
  goTo(step: number): void;
  why(): void;
  openSource(): void;
  saveMermaid(): void;
  previewMermaid(): void;
  savePage(): void;
}

/** The buttons of the panel. */
export class Toolbar {
  readonly element = html('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Steps' });
  readonly #step = html('input', {
    type: 'text',
    inputmode: 'numeric',
    class: 'toolbar-step',
    'aria-label': 'Step',
    title: 'Type a step and press Enter',
    'data-input': 'step',
  });
  readonly #total = html('span', { class: 'toolbar-total' });
  readonly #place = html('label', { class: 'toolbar-place' }, 'step ', this.#step, this.#total);
  readonly #copyText = html('span', {}, 'Copy as Mermaid');
  readonly #copy = html('button', { type: 'button', 'data-action': 'copyMermaid' }, icon('copy'), this.#copyText);
  readonly #violation: HTMLButtonElement;
  /** What is about a step, and so about none where there is none. */
  readonly #ofSteps: readonly HTMLButtonElement[];
  /** What needs an editor. */
  readonly #ofEditor: HTMLElement;
  readonly #legend = html('div', {});
  readonly #gap = html('div', { class: 'toolbar-gap' });

  constructor(events: ToolbarEvents) {
    const buttons = GROUPS.map((group) =>
      group.map(({ gesture, icon: name, text, title }) => {
        const button = html(
          'button',
          { type: 'button', 'data-action': gesture, title, 'aria-label': title, class: gesture === 'back' ? 'primary' : undefined },
          icon(name),
          ...(text === undefined ? [] : [html('span', {}, text)]),
        );
        button.addEventListener('click', () => events.gesture(gesture));
        return button;
      }),
    );
    this.#violation = buttons.flat().find((button) => button.dataset['action'] === 'violation')!;
    const source = html(
      'button',
      { type: 'button', 'data-action': 'openSource', title: 'Open the handler of this step in the editor (Enter)' },
      icon('source'),
      html('span', {}, 'Handler'),
    );
    source.addEventListener('click', () => events.openSource());
    this.#copy.addEventListener('click', () => events.gesture('copyMermaid'));
    this.#step.addEventListener('change', () => {
      const step = Number(this.#step.value.replace(/[,\s]/g, ''));
      if (Number.isSafeInteger(step)) events.goTo(step);
    });
    const why = html(
      'button',
      { type: 'button', 'data-action': 'why', title: 'Show what led to this step, and what it could have influenced (w)' },
      icon('why'),
      html('span', {}, 'Why'),
    );
    why.addEventListener('click', () => events.why());
    const save = html(
      'button',
      {
        type: 'button',
        'data-action': 'savePage',
        title: 'Save this run and diagram as one HTML file, which opens in any browser',
      },
      icon('save'),
      html('span', {}, 'Save as HTML'),
    );
    save.addEventListener('click', () => events.savePage());
    const title = 'Save these steps as Mermaid or Markdown';
    const saveMermaid = html('button', { type: 'button', 'data-action': 'saveMermaid', title, 'aria-label': title }, icon('save'));
    saveMermaid.addEventListener('click', () => events.saveMermaid());
    const look = 'Preview these steps as Mermaid';
    const preview = html('button', { type: 'button', 'data-action': 'previewMermaid', title: look, 'aria-label': look }, icon('preview'));
    preview.addEventListener('click', () => events.previewMermaid());
    this.#ofSteps = [...buttons.flat(), why, source, this.#copy, saveMermaid, preview];
    this.#ofEditor = html('div', { class: 'toolbar-group' }, source, this.#copy, saveMermaid, preview, save);
    this.element.append(
      ...buttons.map((group) => html('div', { class: 'toolbar-group' }, ...group)),
      html('div', { class: 'toolbar-group' }, why),
      this.#place,
      this.#gap,
      this.#ofEditor,
      this.#legend,
    );
  }

  /** What can be made otherwise stands beside what can be asked. */
  addActions(actions: HTMLElement): void {
    this.element.insertBefore(actions, this.#place);
  }

  /** The filter stands in the middle, where there is room. */
  addFilter(filter: HTMLElement): void {
    this.#gap.append(filter);
  }

  /** Another run. In a page that was saved there is no editor, which could open handlers or has a clipboard of its own. */
  begin(withEditor: boolean): void {
    this.#ofEditor.hidden = !withEditor;
    this.#legend.replaceChildren(legend(withEditor));
  }

  show(step: number, steps: number, violations: number, selection: readonly [number, number] | undefined): void {
    // Whoever is typing is not interrupted.
    if (document.activeElement !== this.#step) this.#step.value = steps === 0 ? '' : String(step);
    this.#step.disabled = steps === 0;
    this.#step.style.width = `${Math.max(3, String(steps).length) + 2}ch`;
    this.#total.textContent = steps === 0 ? ' none' : ` of ${countText(steps - 1)}`;
    for (const button of this.#ofSteps) button.disabled = steps === 0;
    this.#violation.disabled = violations === 0;
    const what = selection ? `the selected steps ${selection[0]} to ${selection[1]}` : 'the visible steps';
    this.#copyText.textContent = selection ? `Copy ${countText(selection[1] - selection[0] + 1)} as Mermaid` : 'Copy as Mermaid';
    this.#copy.title = `Copy ${what} as a Mermaid sequence diagram. Select with Shift+click or Shift+Up and Shift+Down.`;
  }
}
