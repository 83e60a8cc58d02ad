import { ROW_HEIGHT } from './lanes.ts';
import type { EventBox, SlotBox } from './window-layout.ts';

/**
 * Of events that happen so soon after each other that their rows would overlap, the first is told, with how many there are after it.
 * The cursor's always is, and none stands where a violation is told.
 */
export function withRoom(events: readonly EventBox[], slots: readonly SlotBox[], cursor: number | undefined): readonly EventBox[] {
  const atCursor = events.find(({ step }) => step === cursor);
  const taken = [
    ...(atCursor ? [[atCursor.y - ROW_HEIGHT / 2, atCursor.y + ROW_HEIGHT / 2] as const] : []),
    ...slots.map(({ top, height }) => [top, top + height] as const),
  ];
  let bottom = -Infinity;
  const isTold = events.map((box) => {
    const [top, end] = [box.y - ROW_HEIGHT / 2, box.y + ROW_HEIGHT / 2];
    const hasRoom = box === atCursor || (top >= bottom && taken.every(([from, to]) => end <= from || top >= to));
    if (hasRoom) bottom = end;
    return hasRoom;
  });
  const boxes: EventBox[] = [];
  let more = 0;
  // From the end, so that each knows how many after it have no room.
  for (let index = events.length - 1; index >= 0; index--) {
    boxes.push(isTold[index] ? { ...events[index]!, more } : { ...events[index]!, isTold: false });
    more = isTold[index] ? 0 : more + 1;
  }
  return boxes.reverse();
}
