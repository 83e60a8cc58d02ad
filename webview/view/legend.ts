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

/** Every kind of event, how it looks where a flag makes it look otherwise, and every kind of fault that has a shape of its own. */
function shapes(): (readonly [Node, string])[] {
  const faults = Object.entries(FAULT_GLYPHS).map(([name, text]) => [glyphIcon(name as FaultGlyph, 'fault'), text] as const);
  return [...events(), ...faults];
}

function events(): (readonly [Node, string])[] {
  return EVENT_FACTS.flatMap(({ glyph, tone, legend: text, flagged }) => [
    [glyphIcon(glyph, tone), text] as const,
    ...(flagged?.legend === undefined ? [] : [[glyphIcon(flagged.glyph ?? glyph, flagged.tone ?? tone), flagged.legend] as const]),
  ]);
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
      list('legend-shapes', shapes()),
      list('legend-lines', LINES),
      list(
        'legend-keys',
        [...KEYS, ...(withEditor ? [KEY_OF_EDITOR] : [])].map(([keys, text]) => [html('kbd', {}, keys), text] as const),
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
