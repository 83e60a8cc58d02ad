import type { Band, BandKind, BandPiece } from '../../sim-core/trace/bands.ts';
import { bandLabel, bandTitle } from '../model/band-text.ts';
import type { RunModel } from '../model/run-model.ts';
import { isDrawn, type LaneGeometry } from './lanes.ts';

/** A label comes again after so many pixels, so that one is in sight wherever a long band is looked at. */
const AGAIN = 260;
/** About how much room a letter takes along the lane, and what is kept free at its ends. */
const LETTER = 5.4;
const FREE = 8;
/** So many patterns tell texts apart where there is no room for them. */
export const LOOKS = 4;

/** A piece of a band beside a lane. */
export interface BandBox {
  readonly key: string;
  readonly kind: BandKind;
  readonly name: string;
  readonly lane: number;
  /** Which of the bands of its lane it is, counted from the lane outward. */
  readonly place: number;
  readonly from: number;
  readonly top: number;
  readonly bottom: number;
  /** How wide it is, from 0 to 1. */
  readonly level: number;
  /** Which pattern a text has, from 0 to `LOOKS - 1`. */
  readonly look: number;
  readonly title: string;
}

export interface BandLabel {
  readonly key: string;
  readonly lane: number;
  readonly place: number;
  readonly top: number;
  readonly text: string;
}

export interface Bands {
  readonly boxes: readonly BandBox[];
  readonly labels: readonly BandLabel[];
}

/** From which step to which a window reaches, where the middles of their rows are, and which heights are in sight. */
export interface BandSight {
  readonly first: number;
  readonly last: number;
  middle(step: number): number;
  readonly top: number;
  readonly bottom: number;
}

/** What stands beside the lanes in a window. */
export function bandBoxes(run: RunModel, geometry: LaneGeometry, sight: BandSight): Bands {
  const boxes: BandBox[] = [];
  const labels: BandLabel[] = [];
  const places = new Map<number, number>();
  for (const band of run.bands.bands) {
    const { node: lane, kind, name } = band;
    const place = places.get(lane) ?? 0;
    places.set(lane, place + 1);
    if (place >= geometry.bands || !isDrawn(geometry, lane)) continue;
    const full = band.limit ?? band.most;
    const subject = `${kind}/${lane}/${name}`;
    for (const pieces of stretches(band, sight.first, sight.last)) {
      for (const piece of pieces) {
        const [top, bottom] = [sight.middle(piece.from), sight.middle(piece.to)];
        if (bottom <= top) continue;
        boxes.push({
          key: `${subject}/${place}/${piece.from}/${bottom}/${piece.value}`,
          kind,
          name,
          lane,
          place,
          from: piece.from,
          top,
          bottom,
          level: kind === 'queue' ? Math.max(0.12, Math.min(1, Number(piece.value) / full)) : 1,
          look: kind === 'state' ? lookOf(String(piece.value)) : 0,
          title: bandTitle(run, { band, piece }),
        });
      }
      labels.push(...labelsOf(band, pieces, sight).map((label) => ({ ...label, key: `${subject}/${place}/${label.key}`, lane, place })));
    }
  }
  return { boxes, labels };
}

/** Pieces that are told together: the depths of a queue from when it fills to when it is empty, and each other piece by itself. */
function* stretches({ kind, pieces }: Band, first: number, last: number): Iterable<readonly BandPiece[]> {
  let under: BandPiece[] = [];
  for (const piece of pieces) {
    if (piece.to < first || piece.from > last) continue;
    if (under.length > 0 && (kind !== 'queue' || under.at(-1)!.to !== piece.from)) {
      yield under;
      under = [];
    }
    under.push(piece);
  }
  if (under.length > 0) yield under;
}

function labelsOf(band: Band, pieces: readonly BandPiece[], { middle, top, bottom }: BandSight): Pick<BandLabel, 'key' | 'top' | 'text'>[] {
  const [from, to] = [middle(pieces[0]!.from), middle(pieces.at(-1)!.to)];
  const value = pieces.reduce((most, piece) => (Number(piece.value) > Number(most.value) ? piece : most), pieces[0]!);
  const whole = bandLabel(band, value);
  const found: Pick<BandLabel, 'key' | 'top' | 'text'>[] = [];
  const skipped = Math.max(0, Math.floor((top - from) / AGAIN) - 1);
  for (let at = from + skipped * AGAIN; at < Math.min(to, bottom); at += AGAIN) {
    const text = fitting(whole, Math.min(to - at, AGAIN) - FREE);
    if (text !== '') found.push({ key: `${pieces[0]!.from}/${at}/${text}`, top: at + FREE / 2, text });
  }
  return found;
}

/** As much of a text as has room; nothing where that would tell nothing. */
function fitting(text: string, room: number): string {
  const letters = Math.floor(room / LETTER);
  if (text.length <= letters) return text;
  return letters < 3 ? '' : `${text.slice(0, letters - 1)}…`;
}

/** The same text always has the same pattern. */
function lookOf(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum = (sum * 31 + text.charCodeAt(index)) % 9_973;
  return sum % LOOKS;
}
