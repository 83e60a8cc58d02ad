import { EVENT_FACTS } from '../../sim-core/trace/event-kinds.ts';
import { FAULT_GLYPHS, type FaultGlyph } from '../../sim-core/trace/fault-glyphs.ts';
import { html } from './elements.ts';
import { glyphIcon } from './glyphs.ts';

const LINES: readonly (readonly [sign: string, text: string])[] = [
  ['⟶', 'message'],
  ['──✕', 'lost message'],
  ['⇒', 'duplicate: a double line'],
  ['─◇⟶', 'overtaken by later ones'],
  ['─□⟶', 'altered by a Byzantine node'],
  ['┋', 'node lies, beside its lane'],
  ['⋮', 'node is slow, beside its lane'],
  ['▥', 'role or the like, named along it'],
  ['◁', 'queue, as wide as it is full'],
  ['≷', 'clock is off, with the most'],
  ['┄┄', 'node is down'],
  ['┃', 'missed deadline, from the promise on'],
  ['┇', 'the network is cut'],
  ['⇸', 'cut in this direction alone'],
  ['│', 'another fault of links'],
  ['▯', 'starting, or a handler under way'],
  ['▨', 'frozen, or a deadline that stands still'],
];

const KEYS: readonly (readonly [keys: string, text: string])[] = [
  ['↑ ← k', 'step back'],
  ['↓ → j', 'step forward'],
  ['Alt ↑ ↓', 'same node'],
  ['Shift ↑ ↓', 'select'],
  ['v', 'next violation'],
  ['w', 'why: past and future'],
  ['/', 'filter'],
  ['p', 'pin, to compare with'],
  ['t', 'by simulated time'],
  ['+ -', 'time closer, wider'],
  ['r', 'fold repeats'],
  ['e', 'show what is hidden beside'],
  ['n N', 'next, previous match'],
  ['Home End', 'first, last'],
  ['Page ↑ ↓', 'a page'],
  ['Esc', 'select nothing'],
];

/** Every kind of event, and how it looks where a flag makes it look otherwise. */
function events(): (readonly [Node, string])[] {
  const all = EVENT_FACTS.flatMap(({ glyph, tone, legend: text, flagged }) => [
    [text, glyphIcon(glyph, tone)] as const,
    ...(flagged?.legend === undefined ? [] : [[flagged.legend, glyphIcon(flagged.glyph ?? glyph, flagged.tone ?? tone)] as const]),
  ]);
  // Most faults end in the same way, which is said once.
  return [...new Map(all)].map(([text, icon]) => [icon, text]);
}

/** Every kind of fault that has a shape of its own. */
function faults(): (readonly [Node, string])[] {
  return Object.entries(FAULT_GLYPHS).map(([name, text]) => [glyphIcon(name as FaultGlyph, 'fault'), text]);
}

const KEY_OF_EDITOR = ['Enter', 'open the handler'] as const;

/** What the shapes and keys mean, folded away until asked for. */
export function legend(withEditor: boolean): HTMLElement {
  const list = (className: string, entries: readonly (readonly [Node | string, string])[]): HTMLElement =>
    html('dl', { class: className }, ...entries.flatMap(([sign, text]) => [html('dt', {}, sign), html('dd', {}, text)]));
  const details = html(
    'details',
    { class: 'legend' },
    html('summary', { title: 'What the shapes and keys mean', 'data-action': 'legend' }, 'Legend'),
    html(
      'div',
      // In a low window the legend scrolls, which the keyboard can do only where it has the focus.
      { class: 'legend-body', tabindex: 0, role: 'group', 'aria-label': 'Legend' },
      list('legend-shapes', events()),
      list('legend-shapes', faults()),
      html(
        'div',
        {},
        list('legend-lines', LINES),
        list(
          'legend-keys',
          [...KEYS, ...(withEditor ? [KEY_OF_EDITOR] : [])].map(([keys, text]) => [html('kbd', {}, keys), text] as const),
        ),
      ),
    ),
  );
  const close = (): void => void (details.open = false);
  details.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && details.contains(relatedTarget))) close();
  });
  details.addEventListener('keydown', ({ key }) => key === 'Escape' && close());
  return details;
}
