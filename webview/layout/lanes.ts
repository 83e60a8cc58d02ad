import type { LaneOrder } from '../model/lane-order.ts';

/** Every step is a row of this height. */
export const ROW_HEIGHT = 24;

const STEP_DIGIT = 7.2;
const TIME_COLUMN = 104;
const DELTA_COLUMN = 76;
const TRACK = 9;
/** Many faults at once stand closer together, and the last ones in one track. */
const NARROWEST_TRACK = 5;
const MOST_TRACKS = 12;
const ROOM_FOR_TRACKS = 60;
const NARROWEST_LANE = 58;
const WIDEST_LANE = 120;
/** Where the bands beside a lane begin, to the left of it, and how wide one is that can be read. */
const BANDS_AT = 9;
const BAND = 11;
/** How wide one is where there is no room for more letters: that it is there, and its pattern, can still be seen. */
const THIN_BAND = 4;
/** More bands beside one lane are not drawn; the pane of the states tells of all. */
export const MOST_BANDS = 4;
/** Where all have to fit, they stand as close together as their shapes can still be told apart. */
const NARROWEST_FITTED = 15;
/** In lanes narrower than this it takes a name to tell which is which: heads are written from top to bottom, and rows say whose they are. */
export const NARROW_LANE = 36;
const NARROWEST_TEXT = 190;
/** Narrower than this, the times between steps give way to the lanes. */
const ROOM_FOR_DELTAS = 640;
/** The text has at least this part of the width beside the gutter, since it is what is read. */
const TEXT_PART = 0.45;
const LEAST_TEXT_PART = 0.4;

/** Where the columns of the diagram stand, in pixels from its left edge. */
export interface LaneGeometry {
  readonly width: number;
  /** How many lanes are shown. */
  readonly lanes: number;
  readonly order: LaneOrder;
  readonly laneWidth: number;
  readonly stepWidth: number;
  /** Zero where there is no room for the times between steps. */
  readonly deltaWidth: number;
  /** Where the bars of deadlines and faults of links stand, each in a track of its own. */
  readonly tracksAt: number;
  readonly trackWidth: number;
  readonly tracks: number;
  /** The window on the lanes begins here and ends at `lanesEnd`; wider lanes scroll sideways in it. */
  readonly lanesAt: number;
  readonly lanesEnd: number;
  readonly textAt: number;
  /** How far the lanes can be scrolled sideways. */
  readonly overflow: number;
  /** How many bands are drawn beside a lane, and how many of them, the first ones, have room for letters. */
  readonly bands: number;
  readonly wideBands: number;
}

/** What has to have room beside the lanes themselves. */
export interface LaneContent {
  readonly steps: number;
  /** Of deadlines and faults of links; none, if absent. */
  readonly tracks?: number;
  /** How many bands stand beside the lane that has most of them; none, if absent. */
  readonly bands?: number;
}

/** Divides the width between the gutter, the lanes and the text. */
export function laneGeometry(width: number, order: LaneOrder, { steps, tracks = 0, bands = 0 }: LaneContent): LaneGeometry {
  const lanes = order.shown.length;
  const stepWidth = Math.ceil(28 + Math.max(3, String(Math.max(0, steps - 1)).length) * STEP_DIGIT);
  const deltaWidth = width < ROOM_FOR_DELTAS ? 0 : DELTA_COLUMN;
  const tracksAt = stepWidth + TIME_COLUMN + deltaWidth;
  const shownTracks = Math.min(tracks, MOST_TRACKS);
  const trackWidth = Math.max(NARROWEST_TRACK, Math.min(TRACK, Math.floor(ROOM_FOR_TRACKS / Math.max(1, shownTracks))));
  const lanesAt = tracksAt + shownTracks * trackWidth + 6;
  const most = Math.max(NARROWEST_LANE, Math.min(width - lanesAt - NARROWEST_TEXT, (width - lanesAt) * (1 - LEAST_TEXT_PART)));
  // Lanes are wider for their bands, where all of them still fit.
  const withBands = Math.min(WIDEST_LANE, Math.max(NARROWEST_LANE, 2 * (BANDS_AT + Math.min(bands, MOST_BANDS) * BAND + 1)));
  const narrowest = order.isFitted ? NARROWEST_FITTED : lanes * withBands <= most ? withBands : NARROWEST_LANE;
  const fair = Math.min(most, (width - lanesAt) * (1 - TEXT_PART));
  // Where not all lanes fit anyway, the text keeps no more than it must.
  const room = fair >= lanes * narrowest ? fair : most;
  const laneWidth = Math.max(narrowest, Math.min(WIDEST_LANE, Math.floor(room / Math.max(1, lanes))));
  const wanted = laneWidth * lanes;
  const lanesEnd = lanesAt + Math.min(wanted, room);
  return {
    width,
    lanes,
    order,
    laneWidth,
    stepWidth,
    deltaWidth,
    tracksAt,
    trackWidth,
    tracks: shownTracks,
    lanesAt,
    lanesEnd,
    textAt: lanesEnd + 14,
    overflow: Math.max(0, lanesAt + wanted - lanesEnd),
    ...bandsBeside(laneWidth / 2 - BANDS_AT, Math.min(bands, MOST_BANDS)),
  };
}

/** The middle of a lane, from the left edge of the first lane. */
export function laneX({ order, laneWidth }: Pick<LaneGeometry, 'laneWidth' | 'order'>, lane: number): number {
  return ((order.places[lane] ?? -1) + 0.5) * laneWidth;
}

/** Whether a lane is shown. */
export function isDrawn({ order }: Pick<LaneGeometry, 'order'>, lane: number): boolean {
  return (order.places[lane] ?? -1) >= 0;
}

/** As many of the bands as have room: the first can be read, where one can, and others are thin before one is left out. */
function bandsBeside(room: number, wanted: number): Pick<LaneGeometry, 'bands' | 'wideBands'> {
  const fit = room < BAND ? Math.floor(room / THIN_BAND) : 1 + Math.floor((room - BAND) / THIN_BAND);
  const bands = Math.min(wanted, Math.max(1, fit));
  return { bands, wideBands: Math.max(0, Math.min(bands, Math.floor((room - bands * THIN_BAND) / (BAND - THIN_BAND)))) };
}

/** Where a band stands: to the left of its lane, the first next to it. */
export function bandPlace(geometry: LaneGeometry, lane: number, place: number): { readonly x: number; readonly width: number } {
  const { wideBands, laneWidth } = geometry;
  const thin = Math.max(0, place + 1 - wideBands);
  const from = Math.min(BANDS_AT, laneWidth / 2 - THIN_BAND);
  return {
    x: laneX(geometry, lane) - from - (place + 1 - thin) * BAND - thin * THIN_BAND,
    width: (thin > 0 ? THIN_BAND : BAND) - 1,
  };
}
