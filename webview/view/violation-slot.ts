import type { RunModel } from '../model/run-model.ts';
import { lengthText } from '../model/time-text.ts';
import type { SlotBox } from '../layout/window-layout.ts';
import { html, nameOf } from './elements.ts';
import { icon } from './icons.ts';

/** The band in which a violation is told, right after the step at which it was found. */
export function violationSlot(run: RunModel, { slot, band, top, height }: SlotBox): HTMLElement {
  const { property, sentence, step, nodes } = band;
  const { deadline } = property;
  const late = deadline ? `Promised at ${lengthText(deadline.promised)}, due by ${lengthText(deadline.due)}. ` : '';
  const because = late + (property.because ?? '');
  const element = html(
    'div',
    { class: `slot slot-${property.kind}`, role: 'note', 'data-violation': property.name, 'data-after-step': step, 'data-slot': slot },
    html(
      'div',
      { class: 'slot-head' },
      icon('violated'),
      html('span', { class: 'slot-kind' }, property.kind === 'liveness' ? 'Deadline missed' : 'Safety violated'),
      html('strong', { class: 'slot-sentence', title: sentence }, sentence),
      ...nodes.map((node) => html('span', { class: 'slot-node' }, nameOf(run.nodes[node]!))),
    ),
    html('div', { class: 'slot-because', dir: 'auto', title: because }, because),
  );
  element.style.transform = `translateY(${top}px)`;
  element.style.height = `${height}px`;
  return element;
}
