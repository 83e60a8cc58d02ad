import type { EventKind } from '../../sim-core/trace/event.ts';
import { html } from './elements.ts';
import { glyphIcon } from './glyphs.ts';

const SHAPES: readonly (readonly [EventKind | 'stall', string])[] = [
  ['start', 'start'],
  ['send', 'send'],
  ['deliver', 'delivery'],
  ['timer', 'timer fires'],
  ['finish', 'handler ends'],
  ['crash', 'crash'],
  ['restart', 'restart'],
  ['pause', 'pause'],
  ['stall', 'stall in a handler'],
  ['resume', 'resume'],
  ['write', 'disk write'],
  ['sync', 'disk sync'],
  ['invoke', 'operation begins'],
  ['complete', 'operation ends'],
  ['partition', 'partition'],
  ['heal', 'heal'],
  ['fault', 'other fault'],
  ['stabilise', 'stabilised'],
  ['note', 'note'],
];

const LINES: readonly (readonly [sign: string, text: string])[] = [
  ['⟶', 'message'],
  ['──✕', 'lost message'],
  ['⇒', 'duplicate: a double line'],
  ['─◇⟶', 'overtaken by later ones'],
  ['─□⟶', 'altered by a Byzantine node'],
  ['┄┄', 'node is down'],
  ['┃', 'missed deadline, from the promise on'],
  ['┇', 'the network is cut'],
  ['▨', 'frozen, or a deadline that stands still'],
];

const KEYS: readonly (readonly [keys: string, text: string])[] = [
  ['↑ ← k', 'step back'],
  ['↓ → j', 'step forward'],
  ['Alt ↑ ↓', 'same node'],
  ['Shift ↑ ↓', 'select'],
  ['v', 'next violation'],
  ['Home End', 'first, last'],
  ['Page ↑ ↓', 'a page'],
  ['Enter', 'open the handler'],
  ['Esc', 'select nothing'],
];

/** What the shapes and keys mean, folded away until asked for. */
export function legend(): HTMLElement {
  const list = (className: string, entries: readonly (readonly [Node | string, string])[]): HTMLElement =>
    html('dl', { class: className }, ...entries.flatMap(([sign, text]) => [html('dt', {}, sign), html('dd', {}, text)]));
  const details = html(
    'details',
    { class: 'legend' },
    html('summary', { title: 'What the shapes and keys mean', 'data-action': 'legend' }, 'Legend'),
    html(
      'div',
      { class: 'legend-body' },
      list('legend-shapes', SHAPES.map(([kind, text]) => [glyphIcon(kind), text] as const)),
      list('legend-lines', LINES),
      list('legend-keys', KEYS.map(([keys, text]) => [html('kbd', {}, keys), text] as const)),
    ),
  );
  const close = (): void => void (details.open = false);
  details.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && details.contains(relatedTarget))) close();
  });
  details.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
  return details;
}
