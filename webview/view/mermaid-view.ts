import { visible } from '../../sim-core/base/plain-text.ts';
import { loadMermaid } from '../mermaid-script.ts';
import { countText } from '../model/count-text.ts';
import { html } from './elements.ts';
import { icon } from './icons.ts';

/** What of the run can be drawn. */
export const EXTENTS = { window: 'Visible steps', selection: 'Selection', past: 'Causal past', run: 'Whole run' } as const;

export type Extent = keyof typeof EXTENTS;

export interface MermaidViewEvents {
  goTo(step: number): void;
  chosen(extent: Extent): void;
  copy(): void;
  save(): void;
}

/** Where in a diagram a step is told. */
const STEP = 'data-mermaid-step';

/** Beside the diagram, what Mermaid makes of some steps: its messages and notes lead to their steps. */
export class MermaidView {
  readonly element = html('dialog', { class: 'mermaid-preview', 'data-view': 'mermaid', 'aria-labelledby': 'mermaid-title' });
  readonly #events: MermaidViewEvents;
  readonly #extent = html('select', { 'data-input': 'mermaidExtent', 'aria-label': 'What is drawn' });
  readonly #about = html('span', { class: 'mermaid-about', role: 'status' });
  readonly #picture = html('div', {
    class: 'mermaid-picture',
    tabindex: 0,
    role: 'group',
    'aria-label': 'Mermaid diagram',
    'data-mermaid': '',
  });
  readonly #back = partButton('previousPart', 'up', 'Previous part');
  readonly #next = partButton('nextPart', 'down', 'Next part');
  #parts: readonly string[] = [];
  #part = 0;
  #cursor = 0;
  /** How many diagrams have been drawn, so that none has the name of another. */
  #drawn = 0;

  constructor(events: MermaidViewEvents) {
    this.#events = events;
    const copy = html(
      'button',
      { type: 'button', 'data-action': 'copyPreview', title: 'Copy these steps as Mermaid' },
      icon('copy'),
      'Copy',
    );
    const save = html(
      'button',
      { type: 'button', 'data-action': 'savePreview', title: 'Save these steps as Mermaid or Markdown' },
      icon('save'),
      'Save',
    );
    const close = html('button', { type: 'button', 'data-action': 'closePreview' }, 'Close');
    this.#extent.append(...Object.entries(EXTENTS).map(([value, text]) => html('option', { value }, text)));
    this.element.append(
      html(
        'div',
        { class: 'mermaid-head' },
        html('h2', { id: 'mermaid-title' }, 'Mermaid'),
        this.#extent,
        this.#back,
        this.#about,
        this.#next,
        html('span', { class: 'mermaid-actions' }, copy, save, close),
      ),
      this.#picture,
    );
    this.#extent.addEventListener('change', () => events.chosen(this.#extent.value as Extent));
    this.#back.addEventListener('click', () => void this.#show(this.#part - 1));
    this.#next.addEventListener('click', () => void this.#show(this.#part + 1));
    copy.addEventListener('click', () => events.copy());
    save.addEventListener('click', () => events.save());
    close.addEventListener('click', () => this.close());
    this.element.addEventListener('keydown', (event) => this.#keyPressed(event));
    this.#picture.addEventListener('click', ({ target }) => {
      const step = (target instanceof Element ? target : undefined)?.closest(`[${STEP}]`)?.getAttribute(STEP);
      if (step !== null && step !== undefined) events.goTo(Number(step));
    });
  }

  /** Opens it, with what is drawn to be told soon. */
  open(extent: Extent, hasSelection: boolean): void {
    this.#extent.value = extent;
    for (const option of this.#extent.options) option.disabled = option.value === 'selection' && !hasSelection;
    this.#parts = [];
    this.#say('Drawing …');
    // It stands beside the diagram, which goes on being worked with.
    if (!this.element.open) this.element.show();
  }

  close(): void {
    this.element.close();
  }

  /** What is to be drawn, or why nothing is. */
  async show(parts: readonly string[], problem: string | undefined): Promise<void> {
    this.#parts = parts;
    if (problem !== undefined) return this.#refuse(problem);
    // Where the cursor is comes first.
    const at = parts.findIndex((part) => lastOf(part) >= this.#cursor);
    await this.#show(Math.max(0, at));
  }

  /** The cursor is elsewhere: its message stands out, and is brought into sight. */
  cursorMoved(step: number): void {
    this.#cursor = step;
    if (this.element.open) this.#mark();
  }

  async #show(part: number): Promise<void> {
    this.#part = Math.max(0, Math.min(this.#parts.length - 1, part));
    const text = this.#parts[this.#part] ?? '';
    const turn = ++this.#drawn;
    this.#say(this.#parts.length > 1 ? `Part ${this.#part + 1} of ${countText(this.#parts.length)}` : '');
    try {
      const draw = await loadMermaid();
      const drawing = await draw(`mermaid-${turn}`, text);
      if (turn !== this.#drawn) return;
      // Mermaid has sanitised it, and what users wrote is told in it as references to characters.
      this.#picture.innerHTML = drawing;
      this.#link(stepsOf(text));
      this.#picture.setAttribute('data-mermaid', 'drawn');
      this.#mark();
    } catch (error) {
      if (turn === this.#drawn) this.#refuse(error instanceof Error ? error.message : String(error));
    }
  }

  #say(text: string): void {
    this.#about.textContent = text;
    this.#back.hidden = this.#next.hidden = this.#parts.length < 2;
    this.#back.disabled = this.#part === 0;
    this.#next.disabled = this.#part === this.#parts.length - 1;
    this.#picture.setAttribute('data-mermaid', 'drawing');
  }

  #refuse(reason: string): void {
    this.#say('');
    this.#picture.setAttribute('data-mermaid', 'refused');
    this.#picture.replaceChildren(html('p', { role: 'alert', class: 'mermaid-problem' }, icon('warning'), visible(reason)));
  }

  /** Messages come in the order of the text, each with a line; each text begins with the number of its step. */
  #link(messages: readonly number[]): void {
    const lines = this.#picture.querySelectorAll('.messageLine0, .messageLine1');
    const texts = this.#picture.querySelectorAll('.messageText');
    messages.forEach((step, index) => {
      for (const element of [lines[index], texts[index]]) element?.setAttribute(STEP, String(step));
    });
    for (const note of this.#picture.querySelectorAll('.note, .noteText')) {
      const [number] = /^\s*\d+/.exec(note.parentElement?.textContent ?? '') ?? [];
      if (number !== undefined) note.setAttribute(STEP, String(Number(number)));
    }
  }

  #mark(): void {
    let current: Element | undefined;
    for (const element of this.#picture.querySelectorAll(`[${STEP}]`)) {
      const isCurrent = Number(element.getAttribute(STEP)) === this.#cursor;
      element.classList.toggle('is-current', isCurrent);
      if (isCurrent) current = element;
    }
    current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  /** From one step that is told here to the next, or the one before. */
  #keyPressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') return this.close();
    const direction = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (direction === undefined || event.target !== this.#picture || event.altKey || event.ctrlKey || event.metaKey) return;
    const told = [...this.#picture.querySelectorAll(`[${STEP}]`)].map((element) => Number(element.getAttribute(STEP)));
    const next =
      direction > 0 ? Math.min(...told.filter((step) => step > this.#cursor)) : Math.max(...told.filter((step) => step < this.#cursor));
    event.preventDefault();
    if (Number.isFinite(next)) this.#events.goTo(next);
  }
}

/** The steps of the messages of a diagram, in its order. */
function stepsOf(text: string): readonly number[] {
  return [...text.matchAll(/^ *p\d+-(?:>>|x)p\d+: (\d+)/gm)].map(([, step]) => Number(step));
}

/** The last step of one part of several, as its title tells it. */
function lastOf(text: string): number {
  return Number(/^ *title part .* to (\d+)$/m.exec(text)?.[1] ?? Infinity);
}

function partButton(action: string, name: 'up' | 'down', title: string): HTMLButtonElement {
  return html('button', { type: 'button', 'data-action': action, title, 'aria-label': title }, icon(name));
}
