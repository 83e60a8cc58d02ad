import { visible } from '../../sim-core/base/plain-text.ts';
import { violationText } from '../../sim-core/base/property-kinds.ts';
import { passedText, reasonText } from '../model/property-text.ts';
import type { RunModel } from '../model/run-model.ts';
import type { SlotBox } from '../layout/window-layout.ts';
import { html, nameOf } from './elements.ts';
import { icon } from './icons.ts';

/** The band in which a violation is told, right after the step at which it was found; one that time brought about says when. */
export function violationSlot(run: RunModel, { slot, band, top, height }: SlotBox): HTMLElement {
  const { property, sentence, step, nodes } = band;
  const because = reasonText(property);
  const passed = passedText(property);
  const element = html(
    'div',
    { class: `slot slot-${property.kind}`, 'data-violation': property.name, 'data-after-step': step, 'data-slot': slot },
    html(
      'div',
      { class: 'slot-head' },
      icon('violated'),
      html('span', { class: 'slot-kind' }, violationText(property)),
      ...(passed === '' ? [] : [html('span', { class: 'slot-when' }, passed)]),
      html('strong', { class: 'slot-sentence', title: sentence }, sentence),
      ...nodes.map((node) => html('span', { class: 'slot-node' }, nameOf(run.nodes[node]!))),
    ),
    html('div', { class: 'slot-because', dir: 'auto', title: because }, visible(because)),
  );
  element.style.transform = `translateY(${top}px)`;
  element.style.height = `${height}px`;
  return element;
}
